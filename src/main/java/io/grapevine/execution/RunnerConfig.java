package io.grapevine.execution;

import java.time.Duration;

/**
 * Limits of the runner.
 *
 * @param resultSizeMax largest result, in bytes; a larger one is a permanent failure
 * @param stopGrace how long an interrupted handler may take to return before its thread is
 *     abandoned
 * @param progressInterval shortest time between two reports of progress of one run
 * @param abandonedMax abandoned threads that may be alive; while there are as many, nothing new is
 *     started
 */
public record RunnerConfig(
    int resultSizeMax, Duration stopGrace, Duration progressInterval, int abandonedMax) {

  /**
   * @throws IllegalArgumentException with a readable sentence if a value is out of range
   */
  public RunnerConfig {
    if (resultSizeMax < 1 || abandonedMax < 1) {
      throw new IllegalArgumentException(
          "a runner allows at least one byte of result and one abandoned thread");
    }
    if (!stopGrace.isPositive() || !progressInterval.isPositive()) {
      throw new IllegalArgumentException("the runner's grace and interval are positive");
    }
  }

  /** 8 MiB of result, 5 s of grace, progress 4 times a second, 16 abandoned threads. */
  public static RunnerConfig defaults() {
    return new RunnerConfig(8 << 20, Duration.ofSeconds(5), Duration.ofMillis(250), 16);
  }
}
