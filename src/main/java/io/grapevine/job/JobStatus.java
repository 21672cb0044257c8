package io.grapevine.job;

/** Where a job stands, as clients see it. */
public enum JobStatus {
  /** Accepted; nobody has been reached with an offer yet. */
  QUEUED,
  /** The offer is out and bids are awaited. */
  SOLICITING,
  /** A bid was chosen and its worker is being dialled. */
  DIALING,
  /** A worker has the job. */
  RUNNING,
  /** A worker delivered a result. */
  SUCCEEDED,
  /** Nobody could or would do it; no worker ever had it. */
  REFUSED,
  /** It was tried and did not succeed. */
  FAILED,
  /** The client called it off. */
  CANCELLED,
  /** Its time ran out. */
  EXPIRED;

  /** Whether this is an outcome, after which nothing changes any more. */
  public boolean isFinal() {
    return switch (this) {
      case QUEUED, SOLICITING, DIALING, RUNNING -> false;
      case SUCCEEDED, REFUSED, FAILED, CANCELLED, EXPIRED -> true;
    };
  }
}
