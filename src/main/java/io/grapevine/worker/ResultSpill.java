package io.grapevine.worker;

/**
 * When results that nobody takes are moved from memory to disk.
 *
 * @param largerThan bytes of a result that may stay in memory
 * @param diskBytesMax bytes of results on disk; the oldest go first
 */
public record ResultSpill(long largerThan, long diskBytesMax) {
  /** Everything stays in memory. */
  public static final ResultSpill NEVER = new ResultSpill(Long.MAX_VALUE, 0);

  /**
   * @throws IllegalArgumentException if a limit is negative
   */
  public ResultSpill {
    if (largerThan < 0 || diskBytesMax < 0) {
      throw new IllegalArgumentException("sizes of results are not negative");
    }
  }
}
