package io.grapevine.coordination;

import io.grapevine.job.JobId;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Draws job ids that sort by the order in which they were drawn, also within one millisecond: the
 * first 12 random bits of the UUID are a counter then (RFC 9562 section 6.2, method 1).
 */
final class JobIds {
  private static final int COUNTER_LIMIT = 1 << 12;

  /** The counter starts in its lower half, so that there is room to count. */
  private static final int COUNTER_START_LIMIT = COUNTER_LIMIT / 2;

  private final InstantSource clock;
  private final RandomGenerator random;
  private long millis = -1;
  private int counter;

  JobIds(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  synchronized JobId next() {
    long now = clock.millis();
    if (now > millis || counter == COUNTER_LIMIT - 1) {
      millis = Math.max(now, millis + 1);
      counter = random.nextInt(COUNTER_START_LIMIT);
    } else {
      counter++;
    }
    return JobId.at(millis, counter, random.nextLong());
  }
}
