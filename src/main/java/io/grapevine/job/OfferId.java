package io.grapevine.job;

/**
 * One round of soliciting for one job.
 *
 * @param round counts from 1 to {@value #ROUND_MAX}
 */
public record OfferId(JobId job, int round) {
  /** No job has more rounds; a peer does not take the offer of a later one. */
  public static final int ROUND_MAX = 1_000;

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
