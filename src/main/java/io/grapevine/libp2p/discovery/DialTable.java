package io.grapevine.libp2p.discovery;

import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Decides whom to dial and when. It is told of candidates, of results and of the time, and has no
 * clock, thread or socket; one caller at a time.
 *
 * <p>Candidates are dialled while fewer peers than wanted are connected, in the order of their
 * {@link Source} and by chance within one source, so that a thousand peers behind one name do not
 * all dial the same twenty. Configured addresses are dialled whatever is connected. Each candidate
 * has its own back-off.
 */
final class DialTable {
  /** A candidate that nobody has named for so long is forgotten, unless it was configured. */
  static final Duration FORGET_AFTER = Duration.ofMinutes(10);

  private final DiscoveryConfig config;
  private final PeerId self;
  private final RandomGenerator random;
  private final Map<Target, DialEntry> entries = new LinkedHashMap<>();
  private long dropped;

  DialTable(DiscoveryConfig config, PeerId self, RandomGenerator random) {
    this.config = config;
    this.self = self;
    this.random = random;
  }

  /** Adds a candidate, or learns that it is still there. A full table keeps the better ones. */
  void offer(Candidate candidate, Instant now) {
    if (candidate.addresses().isEmpty() || candidate.target().equals(new Target.ToPeer(self))) {
      return;
    }
    DialEntry entry = entries.get(candidate.target());
    if (entry != null) {
      entry.offered(candidate, now);
    } else if (entries.size() < config.candidatesMax() || makeRoom(candidate.source())) {
      entries.put(candidate.target(), new DialEntry(candidate, now));
    } else {
      dropped++;
    }
  }

  /** The dials to be made now; each counts as under way until its result is told. */
  List<Dial> due(Contacts contacts, Instant now) {
    forgetStale(now);
    Set<Multiaddr> placesUnderWay = new HashSet<>();
    int underWay = 0;
    for (DialEntry entry : entries.values()) {
      if (entry.inFlight()) {
        underWay++;
        placesUnderWay.addAll(entry.addresses());
      }
    }
    int wanted = config.connectionsTarget() - contacts.peers().size() - underWay;
    List<Dial> dials = new ArrayList<>();
    for (DialEntry entry : inOrder()) {
      boolean room = underWay + dials.size() < config.dialsMax();
      boolean welcome = entry.source() == Source.BOOTSTRAP || dials.size() < wanted;
      if (room && welcome && isDue(entry, now) && !entry.satisfiedBy(contacts, now)) {
        // The same peer may be named by address and by id: one dial of a place is enough.
        if (Collections.disjoint(placesUnderWay, entry.addresses())) {
          dials.add(entry.start());
          placesUnderWay.addAll(entry.addresses());
        }
      }
    }
    return dials;
  }

  /** A dial reached somebody, perhaps this host itself. */
  void succeeded(Target target, PeerId who, Instant now) {
    DialEntry entry = entries.get(target);
    if (entry != null) {
      entry.succeeded(who, now, config.backoff().initial());
    }
  }

  /** A dial reached nobody; tells how many failures in a row this makes. */
  int failed(Target target, Instant now) {
    DialEntry entry = entries.get(target);
    if (entry == null) {
      return 1;
    }
    entry.failed();
    pause(entry, now);
    return entry.failures();
  }

  /** A connected peer is gone: whoever stands for it is dialled again after a short pause. */
  void lost(PeerId peer, Instant now) {
    for (DialEntry entry : entries.values()) {
      if (entry.isBehind(peer)) {
        entry.lost(now);
        pause(entry, now);
      }
    }
  }

  /**
   * When the next pause ends. A candidate that is due and was not dialled is waiting for room, and
   * that comes with a change, not with time.
   */
  Optional<Instant> nextDue(Contacts contacts, Instant now) {
    return entries.values().stream()
        .filter(entry -> !entry.inFlight() && !entry.satisfiedBy(contacts, now))
        .map(DialEntry::dueAt)
        .filter(now::isBefore)
        .min(Comparator.naturalOrder());
  }

  int size() {
    return entries.size();
  }

  /** Candidates that found no room. */
  long dropped() {
    return dropped;
  }

  private static boolean isDue(DialEntry entry, Instant now) {
    return !entry.inFlight() && !now.isBefore(entry.dueAt());
  }

  private List<DialEntry> inOrder() {
    List<DialEntry> order = new ArrayList<>(entries.values());
    Collections.shuffle(order, Random.from(random));
    order.sort(Comparator.comparing(DialEntry::source));
    return order;
  }

  private void pause(DialEntry entry, Instant now) {
    entry.pauseUntil(now.plus(config.backoff().delay(entry.failures(), random)));
  }

  private void forgetStale(Instant now) {
    entries
        .values()
        .removeIf(
            entry ->
                entry.source() != Source.BOOTSTRAP
                    && !entry.inFlight()
                    && entry.lastOffered().plus(FORGET_AFTER).isBefore(now));
  }

  private boolean makeRoom(Source newcomer) {
    Optional<DialEntry> worst =
        entries.values().stream()
            .filter(entry -> !entry.inFlight() && entry.failures() > 0)
            .filter(entry -> entry.source().compareTo(newcomer) >= 0)
            .max(
                Comparator.comparing(DialEntry::source)
                    .thenComparingInt(DialEntry::failures)
                    .thenComparing(DialEntry::lastOffered, Comparator.reverseOrder()));
    worst.ifPresent(entry -> entries.remove(entry.target()));
    return worst.isPresent();
  }
}
