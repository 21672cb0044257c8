package io.grapevine.job;

/**
 * Why a job or an attempt did not succeed.
 *
 * @param code for programs
 * @param detail for people: what happened and, where something can be done, what; at most 2 000
 *     characters
 * @param retryable whether another worker might succeed
 */
public record Failure(FailureCode code, String detail, boolean retryable) {
  /** Longest detail that is carried. */
  public static final int DETAIL_LENGTH_MAX = 2_000;

  /** Shortens the detail to its limit. */
  public Failure {
    if (detail.length() > DETAIL_LENGTH_MAX) {
      detail = detail.substring(0, DETAIL_LENGTH_MAX - 1) + "…";
    }
  }

  /** A failure that no other worker could mend. */
  public static Failure permanent(FailureCode code, String detail) {
    return new Failure(code, detail, false);
  }

  /** A failure that another worker may not have. */
  public static Failure transientFailure(FailureCode code, String detail) {
    return new Failure(code, detail, true);
  }
}
