package io.grapevine.job;

/**
 * One try of one job at one worker.
 *
 * @param number counts from 1 over all rounds of the job
 */
public record AttemptId(JobId job, int number) {
  /**
   * @throws IllegalArgumentException if the number is below 1
   */
  public AttemptId {
    if (number < 1) {
      throw new IllegalArgumentException("attempts count from 1");
    }
  }

  @Override
  public String toString() {
    return job + "#" + number;
  }
}
