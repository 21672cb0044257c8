package io.grapevine.libp2p.discovery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses that double and are then drawn evenly between nothing and the doubled value ("full
 * jitter"), so that peers which lost the same network do not come back in step.
 *
 * @param initial upper end of the first pause
 * @param max upper end of every later pause
 */
public record Backoff(Duration initial, Duration max) {

  private static final int DOUBLINGS_MAX = 30;

  /**
   * @throws IllegalArgumentException if {@code initial} is not positive or exceeds {@code max}
   */
  public Backoff {
    if (initial.toMillis() <= 0 || initial.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          "back-off needs 0 < initial <= max, but has " + initial + " and " + max);
    }
  }

  /** The pause after this number of failures in a row: at most {@code initial * 2^failures}. */
  Duration delay(int failures, RandomGenerator random) {
    return Duration.ofMillis(random.nextLong(ceiling(failures).toMillis() + 1));
  }

  /** The longest pause that {@link #delay} may draw. */
  Duration ceiling(int failures) {
    double doubled = initial.toMillis() * Math.pow(2, Math.min(failures, DOUBLINGS_MAX));
    return doubled < max.toMillis() ? Duration.ofMillis((long) doubled) : max;
  }
}
