package io.grapevine.network;

import java.time.Duration;

/** What is left of a time that several waits share. */
final class Countdown {
  private final long end;

  Countdown(Duration limit) {
    end = System.nanoTime() + limit.toNanos();
  }

  /** Not positive once it is over. */
  Duration left() {
    return Duration.ofNanos(end - System.nanoTime());
  }
}
