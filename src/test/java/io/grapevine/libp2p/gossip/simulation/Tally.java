package io.grapevine.libp2p.gossip.simulation;

import io.grapevine.libp2p.gossip.MessageId;
import io.grapevine.libp2p.gossip.Occurrence;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts what honest peers publish, deliver and send. Nothing that it holds influences a run. */
final class Tally {

  private static final int FIRST_CAPACITY = 1 << 16;
  private static final long NANOS_PER_MICRO = 1_000;

  private final Map<MessageId, Publication> publications = new LinkedHashMap<>();
  private final Map<Occurrence, Long> occurrences = new EnumMap<>(Occurrence.class);
  private final Map<Part, Traffic> traffic = new EnumMap<>(Part.class);
  private int[] latencyMicros = new int[FIRST_CAPACITY];
  private Publication latest = new Publication(-1, 0, new BitSet());
  private int deliveries;
  private int latenciesFrom;
  private long repeated;
  private boolean counting;

  /** What an RPC is made of. */
  enum Part {
    MESSAGE,
    SUBSCRIPTION,
    IHAVE,
    IWANT,
    GRAFT,
    PRUNE,
    IDONTWANT
  }

  /** Traffic is counted only from here on. */
  void begin() {
    counting = true;
  }

  /** Only what is delivered from here on counts for the latency. */
  void forgetLatencies() {
    latenciesFrom = deliveries;
  }

  /** Traffic is counted only to here. */
  void end() {
    counting = false;
  }

  void published(MessageId id, int author, long nanos) {
    latest = new Publication(author, nanos, new BitSet());
    publications.put(id, latest);
  }

  /**
   * A message was valid at a peer. What no honest peer published does not count, nor what was
   * published before the peer came up: it may have had that in an earlier life.
   */
  void delivered(MessageId id, int peer, long runningSince, long nanos) {
    Publication publication = publications.get(id);
    if (publication == null || publication.nanos < runningSince) {
      return;
    }
    if (publication.delivered.get(peer)) {
      repeated++;
      return;
    }
    publication.delivered.set(peer);
    if (deliveries == latencyMicros.length) {
      latencyMicros = Arrays.copyOf(latencyMicros, 2 * deliveries);
    }
    latencyMicros[deliveries] = (int) ((nanos - publication.nanos) / NANOS_PER_MICRO);
    deliveries++;
  }

  void occurred(Occurrence occurrence, int times) {
    if (counting) {
      occurrences.merge(occurrence, (long) times, Long::sum);
    }
  }

  void sent(Part part, long entries, long bytes) {
    if (counting) {
      traffic.merge(part, new Traffic(1, entries, bytes), Traffic::plus);
    }
  }

  /** What was published last. */
  Publication latest() {
    return latest;
  }

  int deliveries() {
    return deliveries;
  }

  /** Deliveries of what a peer had delivered before; there must be none. */
  long repeated() {
    return repeated;
  }

  long count(Occurrence occurrence) {
    return occurrences.getOrDefault(occurrence, 0L);
  }

  Traffic traffic(Part part) {
    return traffic.getOrDefault(part, Traffic.NONE);
  }

  /** The latency in milliseconds below which this share of all deliveries lies. */
  double latencyMillis(double share) {
    int[] sorted = Arrays.copyOfRange(latencyMicros, latenciesFrom, deliveries);
    if (sorted.length == 0) {
      return 0;
    }
    Arrays.sort(sorted);
    int index = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.clamp(index, 0, sorted.length - 1)] / 1_000.0;
  }

  /**
   * A message of an honest peer.
   *
   * @param nanos when it was published
   * @param delivered numbers of the peers that have it
   */
  record Publication(int author, long nanos, BitSet delivered) {}

  /**
   * What honest peers sent.
   *
   * @param rpcs that held such a part
   * @param entries messages, subscriptions, ids, or topics grafted or pruned
   * @param bytes of the parts, as an RPC of their own
   */
  record Traffic(long rpcs, long entries, long bytes) {

    static final Traffic NONE = new Traffic(0, 0, 0);

    Traffic plus(Traffic more) {
      return new Traffic(rpcs + more.rpcs, entries + more.entries, bytes + more.bytes);
    }
  }
}
