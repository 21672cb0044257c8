package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.peer.PeerId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the router knows of one connected peer. */
final class PeerState {

  private final PeerId id;
  private final boolean outbound;

  /** Topics that the peer has subscribed to, as far as the filter lets us know. */
  private final Set<String> topics = new LinkedHashSet<>();

  /** Topics of whose mesh it was a member when our stream to it broke. */
  private final Set<String> meshedBefore = new LinkedHashSet<>();

  /** Ids that the peer does not want, with the heartbeats that they are remembered for. */
  private final Map<MessageId, Integer> unwanted = new LinkedHashMap<>();

  private @Nullable ProtocolVersion version;
  private boolean helloExpected;
  private boolean heardBefore;
  private byte[] signedRecord = {};

  /** Grows by one in a heartbeat with dropped messages and falls by one in a heartbeat without. */
  private int slowBeats;

  // Since the last heartbeat.
  private int ihaveMessages;
  private int idsAsked;
  private long bytesServed;
  private int idontwantIds;
  private boolean slow;
  private int exchanged;

  PeerState(PeerId id, boolean outbound) {
    this.id = id;
    this.outbound = outbound;
  }

  PeerId id() {
    return id;
  }

  /** Whether we dialled the peer. */
  boolean outbound() {
    return outbound;
  }

  Set<String> topics() {
    return topics;
  }

  boolean subscribedTo(String topic) {
    return topics.contains(topic);
  }

  Set<String> meshedBefore() {
    return meshedBefore;
  }

  /** Whether something can be sent to the peer. */
  boolean writable() {
    return version != null;
  }

  Optional<ProtocolVersion> version() {
    return Optional.ofNullable(version);
  }

  void opened(ProtocolVersion negotiated) {
    version = negotiated;
  }

  void closed() {
    version = null;
  }

  /** Another stream of the peer begins; true if there was one before. */
  boolean expectHello() {
    helloExpected = true;
    boolean again = heardBefore;
    heardBefore = true;
    return again;
  }

  /** Whether the next RPC replaces the subscriptions; true once per stream. */
  boolean takeHelloExpected() {
    boolean expected = helloExpected;
    helloExpected = false;
    return expected;
  }

  /** Its peer record in an envelope; empty when there is none. */
  byte[] signedRecord() {
    return signedRecord;
  }

  void signedRecord(byte[] envelope) {
    signedRecord = envelope;
  }

  /** Messages for the peer had to be dropped in this heartbeat. */
  void slow() {
    slow = true;
  }

  /** Heartbeats of slowness that the peer has not made up for. */
  int slowBeats() {
    return slowBeats;
  }

  /** Counts an IHAVE entry; false above the limit. */
  boolean countIhave(int limit) {
    ihaveMessages++;
    return ihaveMessages <= limit;
  }

  /** How many of {@code wanted} ids may still be asked for in this heartbeat; counts them. */
  int takeIds(int wanted, int limit) {
    int granted = Math.min(wanted, limit - idsAsked);
    idsAsked += granted;
    return granted;
  }

  /** How many of {@code named} peers may still be dialled in this heartbeat; counts them. */
  int takeExchanged(int named, int limit) {
    int granted = Math.min(named, limit - exchanged);
    exchanged += granted;
    return granted;
  }

  /** Counts bytes sent on request; false if that would pass the limit. */
  boolean countServed(int bytes, long limit) {
    if (bytesServed + bytes > limit) {
      return false;
    }
    bytesServed += bytes;
    return true;
  }

  /** Remembers that the peer has a message; false above the limit. */
  boolean unwanted(MessageId id, int beats, int limit) {
    if (idontwantIds >= limit) {
      return false;
    }
    idontwantIds++;
    unwanted.put(id, beats);
    return true;
  }

  boolean wants(MessageId id) {
    return !unwanted.containsKey(id);
  }

  /** Begins a new heartbeat. */
  void beat() {
    ihaveMessages = 0;
    idsAsked = 0;
    bytesServed = 0;
    idontwantIds = 0;
    slowBeats = slow ? slowBeats + 1 : Math.max(0, slowBeats - 1);
    slow = false;
    exchanged = 0;
    unwanted.replaceAll((message, beats) -> beats - 1);
    unwanted.values().removeIf(beats -> beats <= 0);
  }

  int unwantedCount() {
    return unwanted.size();
  }
}
