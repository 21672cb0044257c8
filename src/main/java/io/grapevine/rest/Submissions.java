package io.grapevine.rest;

import io.grapevine.coordination.CoordinationService;
import io.grapevine.coordination.JobRequest;
import io.grapevine.coordination.JournalException;
import io.grapevine.coordination.Submission;
import io.grapevine.job.Job;
import io.grapevine.rest.model.JobView;
import io.grapevine.rest.problem.Fault;
import io.grapevine.rest.problem.ProblemException;
import io.grapevine.rest.problem.ProblemType;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hands jobs to the service, says what keeps it from taking one, and waits where that is wished.
 */
final class Submissions {
  private final CoordinationService service;
  private final JobViews views;
  private final Duration waitMax;

  Submissions(CoordinationService service, Duration waitMax) {
    this.service = service;
    this.views = new JobViews(service);
    this.waitMax = waitMax;
  }

  /**
   * Submits and waits.
   *
   * @throws ProblemException if the job is not taken
   */
  Answer submit(JobRequest request, @Nullable String prefer) {
    Job job = accepted(request);
    Optional<Duration> wait = WaitPreference.parse(prefer, waitMax);
    try {
      Job later = wait.map(limit -> awaited(job, limit)).orElse(job);
      return new Answer(later, views.full(later), wait);
    } catch (JournalException unreadable) {
      if (job.status().isFinal()) {
        throw unreadable;
      }
      // It is accepted, and the client must hear of it.
      return new Answer(job, JobView.of(job, null), wait);
    }
  }

  private Job accepted(JobRequest request) {
    return accepted(service.submit(request));
  }

  /** The job that was taken, or the problem that says why not. */
  static Job accepted(Submission submission) {
    return switch (submission) {
      case Submission.Accepted(Job job) -> job;
      case Submission.Repeated(Job job) -> job;
      case Submission.KeyConflict conflict ->
          throw ProblemException.of(
              ProblemType.IDEMPOTENCY_CONFLICT,
              "The key was used for the different request of job %s; use a fresh one."
                  .formatted(conflict.existing()));
      case Submission.InvalidPayload invalid -> throw Faults.ofPayload(invalid.errors());
      case Submission.OutOfRange range -> throw outOfRange(range);
      case Submission.QueueFull full ->
          throw ProblemException.passing(
              ProblemType.QUEUE_FULL,
              "As many jobs of this priority wait here as may; try again later or at another peer.",
              full.retryAfter());
      case Submission.OverQuota over ->
          throw ProblemException.passing(
              ProblemType.QUOTA_EXCEEDED, over.detail(), over.retryAfter());
      case Submission.StorageUnavailable storage ->
          throw ProblemException.passing(
              ProblemType.STORAGE_UNAVAILABLE,
              "The job could not be kept, and is not taken in. Send the same request again.",
              storage.retryAfter());
      case Submission.NotAccepting not ->
          throw ProblemException.passing(ProblemType.NOT_ACCEPTING, not.detail(), not.retryAfter());
    };
  }

  private static ProblemException outOfRange(Submission.OutOfRange range) {
    Faults faults = new Faults();
    faults.add(Fault.at("/" + range.field(), range.detail()));
    return faults.asInvalidJob();
  }

  private Job awaited(Job job, Duration limit) {
    try {
      return service.await(job.id(), limit).orElse(job);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return job;
    }
  }

  /**
   * What came of a submission.
   *
   * @param view of the job, to be shown
   * @param waited how long the client was ready to wait
   */
  record Answer(Job job, JobView view, Optional<Duration> waited) {
    boolean finishedInTime() {
      return waited.isPresent() && job.status().isFinal();
    }
  }
}
