package io.grapevine.coordination;

import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.Outcome;
import io.grapevine.worker.WorkerReport;
import java.util.List;

/**
 * Watches a peer, for meters and logs. Called on the peer's loop thread, except {@link
 * #eventDropped} and {@link #jobAdmitted}, which come on any; must not block; an exception is
 * counted and otherwise ignored.
 */
public interface CoordinationListener {
  /** Hears nothing. */
  CoordinationListener NONE = new CoordinationListener() {};

  /**
   * A job was taken in and its client is about to hear so; called on the thread of the request,
   * before the job's first {@link #jobEvent}.
   */
  default void jobAdmitted(JobEvent.Submitted submitted) {}

  /** A batch of so many items was taken in; called as {@link #jobAdmitted}. */
  default void batchAdmitted(JobId batch, int items) {}

  /** A client asked for work and is about to hear this; on the thread of the request. */
  default void requestAnswered(Submission answer) {}

  /**
   * This requester looks after a job that was in the journal already, from now on: after a start,
   * in place of a requester that is gone, or once the journal works again.
   *
   * @param history at least the entry that the job was submitted
   */
  default void jobResumed(List<JobEvent> history) {}

  /** A job of this requester got another entry in its history. */
  default void jobEvent(JobEvent event) {}

  /** Something happened at the worker's desk. */
  default void workerReport(WorkerReport report) {}

  /** An outcome reached this peer. */
  default void outcomeHeard(Outcome outcome) {}

  /** The mailbox was full and an event was dropped. */
  default void eventDropped(String kind) {}

  /** An invariant of one job was broken; that job was ended. */
  default void invariantBroken(String description) {}
}
