package io.grapevine.job;

/**
 * One item of a batch on its way to a worker.
 *
 * @param number of the item in its batch, 1 to {@value #NUMBER_MAX}
 * @param attempt how often it was sent to a worker, this time included; 1 to {@value #ATTEMPT_MAX}
 * @param payload the handler's input: one JSON value without line breaks
 */
public record BatchItem(int number, int attempt, Bytes payload) {
  /** Most items of a batch. */
  public static final int NUMBER_MAX = 10_000;

  /** Most attempts that are counted. */
  public static final int ATTEMPT_MAX = 100_000;

  /**
   * @throws IllegalArgumentException if a number is out of range
   */
  public BatchItem {
    if (number < 1 || number > NUMBER_MAX || attempt < 1 || attempt > ATTEMPT_MAX) {
      throw new IllegalArgumentException(
          "items are 1 to %d, their attempts 1 to %d".formatted(NUMBER_MAX, ATTEMPT_MAX));
    }
  }
}
