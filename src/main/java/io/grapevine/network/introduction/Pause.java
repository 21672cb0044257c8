package io.grapevine.network.introduction;

import java.time.Duration;

/** Pauses that double with each failure in a row. */
final class Pause {
  static final Duration FIRST = Duration.ofSeconds(5);
  static final Duration LONGEST = Duration.ofMinutes(10);

  private static final int DOUBLINGS_MAX = 10;

  private Pause() {}

  /** The pause after so many failures, at least one. */
  static Duration after(int failures) {
    Duration doubled = FIRST.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS_MAX));
    return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
  }
}
