package io.grapevine.rest;

import io.grapevine.coordination.CoordinationService;
import io.grapevine.coordination.JobRequest;
import io.grapevine.coordination.JournalException;
import io.grapevine.coordination.Submission;
import io.grapevine.job.Job;
import io.grapevine.rest.problem.Fault;
import io.grapevine.rest.problem.ProblemException;
import io.grapevine.rest.problem.ProblemType;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/**
 * Hands jobs to the service, says what keeps it from taking one, and waits where that is wished.
 */
final class Submissions {
  private final CoordinationService service;
  private final Duration waitMax;

  Submissions(CoordinationService service, Duration waitMax) {
    this.service = service;
    this.waitMax = waitMax;
  }

  /**
   * Answers with what was accepted: 200 if it is over before the client's patience is, else 202.
   *
   * @param path below which it is found
   * @param prefer the header of that name
   * @param full what is shown of it
   * @param bare the same without a look into the journal: once it is accepted, the client must hear
   *     of it
   */
  <V> ResponseEntity<V> answer(
      String path,
      Job accepted,
      @Nullable String prefer,
      Function<Job, V> full,
      Function<Job, V> bare) {
    Optional<Duration> wait = WaitPreference.parse(prefer, waitMax);
    Job later = accepted;
    V view;
    try {
      later = wait.map(limit -> awaited(accepted, limit)).orElse(accepted);
      view = full.apply(later);
    } catch (JournalException unreadable) {
      if (accepted.status().isFinal()) {
        throw unreadable;
      }
      later = accepted;
      view = bare.apply(accepted);
    }
    boolean finished = wait.isPresent() && later.status().isFinal();
    ResponseEntity.BodyBuilder response =
        ResponseEntity.status(finished ? 200 : 202).location(URI.create(path + "/" + later.id()));
    wait.ifPresent(granted -> response.header("Preference-Applied", "wait=" + granted.toSeconds()));
    return response.body(view);
  }

  /** The job that was taken, or the problem that says why not. */
  Job accepted(JobRequest request) {
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
              "The job could not be kept for certain. Send the same request again; with an"
                  + " Idempotency-Key it becomes one job, however often it is sent.",
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
}
