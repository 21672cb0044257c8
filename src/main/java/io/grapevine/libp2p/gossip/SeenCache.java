package io.grapevine.libp2p.gossip;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers for a while which messages were seen. Bounded by time and number; the order of
 * insertion is the order of time, so both bounds take from the front.
 */
final class SeenCache {

  private final Duration ttl;
  private final int capacity;
  private final Map<MessageId, Instant> seen = new LinkedHashMap<>();

  SeenCache(Duration ttl, int capacity) {
    this.ttl = ttl;
    this.capacity = capacity;
  }

  /** Remembers the id; false if it was remembered already. A repeated id does not live longer. */
  boolean add(MessageId id, Instant now) {
    expire(now);
    if (seen.putIfAbsent(id, now) != null) {
      return false;
    }
    if (seen.size() > capacity) {
      seen.remove(seen.keySet().iterator().next());
    }
    return true;
  }

  /** When the id was first seen, unless that is too long ago. */
  Optional<Instant> since(MessageId id, Instant now) {
    return Optional.ofNullable(seen.get(id)).filter(since -> alive(since, now));
  }

  boolean contains(MessageId id, Instant now) {
    return since(id, now).isPresent();
  }

  /** Takes an id out, because what came under it was not the real message. */
  void forget(MessageId id) {
    seen.remove(id);
  }

  /** Drops what is too old. */
  void expire(Instant now) {
    Iterator<Instant> oldest = seen.values().iterator();
    while (oldest.hasNext() && !alive(oldest.next(), now)) {
      oldest.remove();
    }
  }

  int size() {
    return seen.size();
  }

  private boolean alive(Instant since, Instant now) {
    return since.plus(ttl).isAfter(now);
  }
}
