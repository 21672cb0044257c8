package io.grapevine.execution;

import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;

/**
 * A handler's verdict that the work cannot be done. Its detail reaches the client, so it says what
 * happened and what can be done about it, and holds no secrets.
 */
public final class WorkException extends Exception {
  private final Failure failure;

  private WorkException(Failure failure) {
    super(failure.detail());
    this.failure = failure;
  }

  /** The payload asks for something that cannot be; final, no other worker is asked. */
  public static WorkException badInput(String detail) {
    return new WorkException(Failure.permanent(FailureCode.INPUT_REJECTED, detail));
  }

  /** The work failed, and would at every other worker; final. */
  public static WorkException permanent(String detail) {
    return new WorkException(Failure.permanent(FailureCode.WORK_FAILED, detail));
  }

  /** The work failed, but another worker might succeed. */
  public static WorkException retryable(String detail) {
    return new WorkException(Failure.transientFailure(FailureCode.WORK_FAILED, detail));
  }

  /** Keeps the exception behind it for the worker's log; the client never sees it. */
  public WorkException causedBy(Throwable cause) {
    initCause(cause);
    return this;
  }

  /** What the client is told. */
  public Failure failure() {
    return failure;
  }
}
