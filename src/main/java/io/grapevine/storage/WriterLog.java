package io.grapevine.storage;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the writer says of itself in the log: one line when writes begin to fail and one when that
 * is over. Near a full disk small writes succeed between large ones that fail, so it is over only
 * when none has failed for a while.
 */
final class WriterLog {
  /** How long nothing must fail before it is said that all is well. */
  static final Duration QUIET = Duration.ofSeconds(3);

  private final String store;
  private boolean isTold;
  private boolean isMended;
  private long failedAt;
  private long failures;

  /**
   * Tells of one store.
   *
   * @param store its name for an operator
   */
  WriterLog(String store) {
    this.store = store;
  }

  /**
   * Writes failed for want of a store that works.
   *
   * @param nanos the time
   * @return the line to be written, if any
   */
  @Nullable String failed(int writes, String why, long nanos) {
    boolean isNews = !isTold || (isMended && isOver(nanos));
    failures = isNews ? writes : failures + writes;
    failedAt = nanos;
    isMended = false;
    isTold = true;
    return isNews ? "Writes fail: " + why : null;
  }

  /** Writes are durable; likewise. */
  @Nullable String written(long nanos) {
    isMended = true;
    if (!isTold || !isOver(nanos)) {
      return null;
    }
    isTold = false;
    return "The store %s writes again, after %d writes that failed".formatted(store, failures);
  }

  private boolean isOver(long nanos) {
    return nanos - failedAt >= QUIET.toNanos();
  }
}
