package io.grapevine.job;

/**
 * One round of soliciting for one job.
 *
 * @param round counts from 1
 */
public record OfferId(JobId job, int round) {
  /**
   * @throws IllegalArgumentException if the round is below 1
   */
  public OfferId {
    if (round < 1) {
      throw new IllegalArgumentException("rounds count from 1");
    }
  }

  @Override
  public String toString() {
    return job + "/" + round;
  }
}
