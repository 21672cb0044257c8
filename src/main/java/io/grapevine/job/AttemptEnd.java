package io.grapevine.job;

/** Why an attempt is over. */
public enum AttemptEnd {
  /** It delivered the result. */
  SUCCEEDED,
  /** The worker could not be reached, or did not answer the award. */
  DIAL_FAILED,
  /** The worker was reached and did not take the job: its reservation was gone. */
  DECLINED,
  /** The connection broke before the result came. */
  CONNECTION_LOST,
  /** The worker fell silent for longer than its lease. */
  HEARTBEATS_MISSED,
  /** The handler failed. */
  WORK_FAILED,
  /** What the worker delivered does not match its own receipt. */
  INVALID_RESULT,
  /** It took longer than one attempt may. */
  TIMED_OUT,
  /** The worker is about to stop and gave the job back, which it had begun. */
  HANDED_BACK,
  /** The worker gave the job back before its handler began. */
  NOT_BEGUN,
  /** The client called the job off, or another attempt delivered first. */
  CANCELLED,
  /** The job's time ran out. */
  EXPIRED
}
