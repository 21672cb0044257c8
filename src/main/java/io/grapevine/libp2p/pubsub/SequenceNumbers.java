package io.grapevine.libp2p.pubsub;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Sequence numbers of own messages: the wall clock's nanoseconds, or one more than the last if that
 * is larger. They grow across restarts, since some peers drop numbers that do not. Not thread-safe.
 */
final class SequenceNumbers {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final InstantSource wallClock;
  private long last;

  SequenceNumbers(InstantSource wallClock) {
    this.wallClock = wallClock;
  }

  long next() {
    Instant now = wallClock.instant();
    last = Math.max(last + 1, now.getEpochSecond() * NANOS_PER_SECOND + now.getNano());
    return last;
  }
}
