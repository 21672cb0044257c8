package io.grapevine.coordination;

import io.grapevine.job.JobEvent;
import io.grapevine.job.Outcome;
import io.grapevine.worker.WorkerReport;

/**
 * Watches a peer, for meters and logs. Called on the peer's loop thread, except {@link
 * #eventDropped}, which comes on any; must not block; an exception is counted and otherwise
 * ignored.
 */
public interface CoordinationListener {
  /** Hears nothing. */
  CoordinationListener NONE = new CoordinationListener() {};

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
