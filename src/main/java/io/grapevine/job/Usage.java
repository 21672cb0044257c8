package io.grapevine.job;

import java.time.Duration;

/**
 * What an attempt cost its worker, by the worker's own account.
 *
 * @param runTime from start to end of the handler
 * @param payloadSize bytes taken in
 * @param resultSize bytes given out
 */
public record Usage(Duration runTime, long payloadSize, long resultSize) {
  /**
   * @throws IllegalArgumentException if a figure is negative
   */
  public Usage {
    if (runTime.isNegative() || payloadSize < 0 || resultSize < 0) {
      throw new IllegalArgumentException("usage is never negative");
    }
  }
}
