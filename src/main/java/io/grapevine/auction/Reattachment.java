package io.grapevine.auction;

import java.time.Duration;

/**
 * How hard a worker is sought that may have the job, after its connection was lost or its requester
 * was restarted.
 *
 * @param limit longest search after a restart
 * @param lossLimit longest search after a connection was lost, if the job may be done elsewhere;
 *     never longer than what is left of the lease
 * @param pause before a dial that follows a failed one; doubles each time up to {@code pauseMax}
 * @param pauseMax longest such pause
 * @param grace for asking for a result after a restart, even if the job's time is over by then
 */
public record Reattachment(
    Duration limit, Duration lossLimit, Duration pause, Duration pauseMax, Duration grace) {
  /**
   * How often the connection of one attempt is restored. A worker that takes the award and breaks
   * the connection again and again is given up for it.
   */
  static final int PER_ATTEMPT_MAX = 8;

  /**
   * @throws IllegalArgumentException with a readable sentence if values do not fit together
   */
  public Reattachment {
    if (!limit.isPositive()
        || !lossLimit.isPositive()
        || !pause.isPositive()
        || !grace.isPositive()) {
      throw new IllegalArgumentException("re-attachment takes some time");
    }
    if (pauseMax.compareTo(pause) < 0) {
      throw new IllegalArgumentException(
          "the longest pause between dials is not shorter than the first one");
    }
  }

  /** The values with which a peer starts when nothing is configured. */
  public static Reattachment defaults() {
    return new Reattachment(
        Duration.ofSeconds(10),
        Duration.ofSeconds(1),
        Duration.ofMillis(250),
        Duration.ofSeconds(2),
        Duration.ofSeconds(2));
  }

  Duration afterPause(Duration last) {
    Duration twice = last.multipliedBy(2);
    return twice.compareTo(pauseMax) < 0 ? twice : pauseMax;
  }
}
