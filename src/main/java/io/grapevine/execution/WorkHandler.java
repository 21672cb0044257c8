package io.grapevine.execution;

import io.grapevine.job.WorkType;

/**
 * One kind of work. To add a work type, implement this in one class and make it a bean; a peer that
 * has it bids for such jobs, and validates their payloads whether it does them or not.
 *
 * <p>One instance serves all runs at once, so it keeps what belongs to a run in local variables.
 * Each run has a virtual thread of its own: blocking there costs nothing, while a long computation
 * takes a processor from the whole peer and belongs on a pool of the handler's own. The same job
 * may be run more than once, here or on another worker, unless its client asked for at-most-once.
 */
public interface WorkHandler {
  /** Runs at once on one worker, where a handler does not say otherwise. */
  int DEFAULT_CONCURRENCY = 4;

  /** The name under which clients ask for this work. */
  WorkType type();

  /** What it does, in one or two sentences for the people who will use it. */
  String description();

  /**
   * JSON Schema (draft 2020-12) of the payload, as text. References to other documents are not
   * resolved.
   */
  String payloadSchema();

  /** A payload that works as it is, as JSON text; must satisfy the schema. */
  String example();

  /** How many runs one worker takes on at once; at least 1. */
  default int concurrency() {
    return DEFAULT_CONCURRENCY;
  }

  /**
   * Does one job. The payload satisfies the schema. The thread is interrupted when the job is
   * cancelled or its time is over; what is returned after that is dropped.
   *
   * <p>Any exception that is not a {@link WorkException} counts as a crash: the failure names its
   * class and message, and another worker may try.
   *
   * @throws WorkException if the work cannot be done; it says whether another worker might succeed
   * @throws InterruptedException if the run was interrupted: let it through
   */
  WorkResult run(JobContext job) throws WorkException, InterruptedException;
}
