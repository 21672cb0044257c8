package io.grapevine.storage;

import java.time.Duration;

/**
 * Bounds of a journal.
 *
 * @param keptFor how long finished jobs are kept at most
 * @param keptMax finished jobs that are kept at most
 * @param keptBytesMax payloads and results of finished jobs that are kept at most
 * @param lease how long a requester that shows no sign of life keeps its unfinished jobs
 */
public record JournalConfig(Duration keptFor, long keptMax, long keptBytesMax, Duration lease) {
  /**
   * @throws IllegalArgumentException if a bound is not positive
   */
  public JournalConfig {
    if (!keptFor.isPositive() || keptMax < 1 || keptBytesMax < 1 || lease.toMillis() < 3) {
      throw new IllegalArgumentException("the bounds of a journal are positive");
    }
  }
}
