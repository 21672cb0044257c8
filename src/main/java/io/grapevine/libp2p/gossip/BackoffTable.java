package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Until when a peer and we must not GRAFT each other on a topic. Outlives subscriptions and
 * connections, or leaving and coming back would be a way around it.
 */
final class BackoffTable {

  private final Duration longest;
  private final int capacity;

  // A new entry goes to the end; an extended one keeps its place.
  private final Map<Link, Instant> until = new LinkedHashMap<>();

  /**
   * @param longest cap on what a peer may announce
   * @param capacity entries kept; the oldest go first
   */
  BackoffTable(Duration longest, int capacity) {
    this.longest = longest;
    this.capacity = capacity;
  }

  /** Starts or extends a back-off; a shorter one never replaces a longer one. */
  void add(String topic, PeerId peer, Duration backoff, Instant now) {
    Duration capped = backoff.compareTo(longest) > 0 ? longest : backoff;
    Instant end = now.plus(capped);
    until.merge(new Link(topic, peer), end, (old, added) -> added.isAfter(old) ? added : old);
    if (until.size() > capacity) {
      until.remove(until.keySet().iterator().next());
    }
  }

  /**
   * The back-off that a PRUNE announces in seconds, an unsigned number: none means {@code usual},
   * and a huge one cannot overflow.
   */
  Duration announced(long seconds, Duration usual) {
    if (seconds == 0) {
      return usual;
    }
    boolean huge = seconds < 0 || seconds > longest.toSeconds();
    return huge ? longest : Duration.ofSeconds(seconds);
  }

  /** Whether the back-off lasts, or has ended by less than {@code slack}. */
  boolean active(String topic, PeerId peer, Duration slack, Instant now) {
    Instant end = until.get(new Link(topic, peer));
    return end != null && end.plus(slack).isAfter(now);
  }

  /** Time until the back-off ends; zero when there is none. */
  Duration remaining(String topic, PeerId peer, Instant now) {
    Instant end = until.get(new Link(topic, peer));
    return end == null || !end.isAfter(now) ? Duration.ZERO : Duration.between(now, end);
  }

  /** Drops what has ended by more than {@code slack}. */
  void expire(Duration slack, Instant now) {
    until.values().removeIf(end -> !end.plus(slack).isAfter(now));
  }

  int size() {
    return until.size();
  }

  private record Link(String topic, PeerId peer) {}
}
