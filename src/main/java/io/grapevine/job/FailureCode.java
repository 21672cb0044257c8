package io.grapevine.job;

/** What a failure is about, for programs. */
public enum FailureCode {
  /** No peer that knows the work type could be reached, or none answered. */
  NO_WORKERS,
  /** Every worker that answered refused. */
  ALL_REFUSED,
  /** Every attempt or round that was allowed is used up. */
  ATTEMPTS_EXHAUSTED,
  /** The job's time ran out. */
  DEADLINE_EXCEEDED,
  /** The client called it off. */
  CANCELLED,
  /** The handler says that the input is bad; nobody else need try. */
  INPUT_REJECTED,
  /** The handler failed. */
  WORK_FAILED,
  /** The worker was lost after it may have started, and the job must not run twice. */
  POSSIBLY_STARTED,
  /** The worker is about to stop and gave the job back unfinished. */
  WORKER_STOPPING,
  /** A fault of Grapevine itself. */
  INTERNAL
}
