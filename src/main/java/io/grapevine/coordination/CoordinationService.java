package io.grapevine.coordination;

import io.grapevine.job.Content;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a client of this peer may ask. Safe for use by many threads; nothing here waits unless it
 * says so.
 */
public interface CoordinationService {

  /**
   * Checks and journals a job, and starts it when it is its turn. When {@link Submission.Accepted}
   * is returned, the job is safe.
   */
  Submission submit(JobRequest request);

  /** The job as it stands. */
  Optional<Job> find(JobId id);

  /** Jobs of this requester, the newest first. */
  JobPage list(JobQuery query);

  /**
   * Calls a job off. The job that is returned may not be cancelled yet; it is over already exactly
   * if the request came too late, and then nothing was changed.
   *
   * @return empty if there is no such job
   */
  Optional<Cancellation> cancel(JobId id, String reason);

  /** What the worker delivered; empty while there is nothing. */
  Optional<Content> result(JobId id);

  /** The history so far, the oldest first; empty if there is no such job. */
  List<JobEvent> history(JobId id);

  /**
   * Calls the consumer for each later entry of the history, on a thread of this peer that must not
   * be held up.
   *
   * @return to be closed when no more entries are wanted
   */
  Watch watch(JobId id, Consumer<JobEvent> consumer);

  /**
   * Waits until the job is over.
   *
   * @param limit longest wait
   * @return the job as it stands then; empty if there is no such job
   * @throws InterruptedException if the caller is interrupted
   */
  Optional<Job> await(JobId id, Duration limit) throws InterruptedException;

  /** The work types that are known here. */
  WorkCatalog catalog();

  /** Peers of which this one has heard, itself included, in the order of their ids. */
  List<KnownPeer> workers();

  /** How this peer is connected. */
  NetworkView network();

  /** Outcomes of which this peer has heard, the newest first. */
  OutcomePage outcomes(OutcomeQuery query);

  /** The ledger of those outcomes. */
  OutcomeRecords ledger();

  /** Ends a watch. Closing twice is harmless. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * The answer to a wish to cancel.
   *
   * @param tooLate whether the job was over already
   */
  record Cancellation(Job job, boolean tooLate) {}
}
