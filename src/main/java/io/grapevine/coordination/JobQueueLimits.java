package io.grapevine.coordination;

import java.time.Duration;

/**
 * How many jobs of a requester may be there.
 *
 * @param activeMax under way at once; 0 for a peer that takes no requests
 * @param activeBytesMax bytes of payloads of all that are under way
 * @param queueMax that wait in each class of priority; 0 for none
 * @param queueBytesMax bytes of payloads of those that wait in one class
 * @param retryAfter shortest time after which a client may hope for room
 */
public record JobQueueLimits(
    int activeMax, long activeBytesMax, int queueMax, long queueBytesMax, Duration retryAfter) {
  /** Longest time after which a client is told to come back. */
  public static final Duration RETRY_AFTER_MAX = Duration.ofMinutes(1);

  /**
   * @throws IllegalArgumentException with a readable sentence if a value is out of range
   */
  public JobQueueLimits {
    if (activeMax < 0 || queueMax < 0 || activeBytesMax < 1 || queueBytesMax < 0) {
      throw new IllegalArgumentException("the numbers of jobs and their bytes are not negative");
    }
    if (!retryAfter.isPositive() || retryAfter.compareTo(RETRY_AFTER_MAX) > 0) {
      throw new IllegalArgumentException(
          "a client is told to come back after some time, at most " + RETRY_AFTER_MAX);
    }
  }

  /** The values with which a peer starts when nothing is configured. */
  public static JobQueueLimits defaults() {
    return new JobQueueLimits(1_000, 256L << 20, 10_000, 32L << 20, Duration.ofSeconds(1));
  }
}
