package io.grapevine.worker;

import java.time.Duration;
import java.time.Instant;

/**
 * An award that was taken, with its durations cut to what a requester can reasonably ask for.
 *
 * @param lease how long the requester bears silence
 * @param endsAt when the job's time is over
 */
record Award(Terms terms, Duration lease, Instant endsAt) {
  /** Shorter leases are taken for this long; otherwise heartbeats would flood us. */
  static final Duration LEASE_MIN = Duration.ofMillis(100);

  /** Longer leases are taken for this long; otherwise an absent payload would hold a slot. */
  static final Duration LEASE_MAX = Duration.ofMinutes(1);

  /** Jobs that may take longer are stopped after this long. */
  static final Duration TIME_LEFT_MAX = Duration.ofDays(7);

  private static final int HEARTBEATS_PER_LEASE = 3;

  static Award of(WorkerEvent.AwardReceived event, Instant now) {
    return new Award(
        Terms.of(event),
        clamp(event.lease(), LEASE_MIN, LEASE_MAX),
        now.plus(clamp(event.timeLeft(), Duration.ZERO, TIME_LEFT_MAX)));
  }

  /** How long to be silent at most. */
  Duration heartbeatInterval() {
    return lease.dividedBy(HEARTBEATS_PER_LEASE);
  }

  private static Duration clamp(Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0) {
      return min;
    }
    return value.compareTo(max) > 0 ? max : value;
  }
}
