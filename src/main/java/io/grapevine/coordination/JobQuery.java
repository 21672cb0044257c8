package io.grapevine.coordination;

import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.JobStatus;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs are wanted. Absent conditions hold for every job.
 *
 * @param labels every one of these must be on the job, with this value
 * @param worker of the latest attempt
 * @param before only jobs older than this one: where the previous page ended
 * @param limit most jobs in the page, 1 to 1 000
 * @param scope which kind of job
 */
public record JobQuery(
    @Nullable JobStatus status,
    @Nullable WorkType type,
    Map<String, String> labels,
    @Nullable PeerId worker,
    @Nullable Instant submittedAfter,
    @Nullable Instant submittedBefore,
    @Nullable JobId before,
    int limit,
    Scope scope) {
  /** Largest page. */
  public static final int LIMIT_MAX = 1_000;

  /** Jobs by themselves, batches and shares of batches are never in the same page. */
  public sealed interface Scope {
    /** Jobs that have nothing to do with a batch. */
    record Jobs() implements Scope {}

    /** Batches as a whole. */
    record Batches() implements Scope {}

    /** The shares of one batch. */
    record SharesOf(JobId batch) implements Scope {}
  }

  /** A query for jobs that have nothing to do with a batch. */
  public JobQuery(
      @Nullable JobStatus status,
      @Nullable WorkType type,
      Map<String, String> labels,
      @Nullable PeerId worker,
      @Nullable Instant submittedAfter,
      @Nullable Instant submittedBefore,
      @Nullable JobId before,
      int limit) {
    this(
        status,
        type,
        labels,
        worker,
        submittedAfter,
        submittedBefore,
        before,
        limit,
        new Scope.Jobs());
  }

  /**
   * @throws IllegalArgumentException if the limit is out of range
   */
  public JobQuery {
    labels = Map.copyOf(labels);
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new IllegalArgumentException("a page has 1 to " + LIMIT_MAX + " jobs");
    }
  }

  /** Whether a job meets the conditions. */
  public boolean matches(Job job) {
    return isInScope(job.spec())
        && (status == null || status == job.status())
        && (type == null || type.equals(job.spec().type()))
        && (worker == null || Objects.equals(worker, job.worker()))
        && (submittedAfter == null || job.submittedAt().isAfter(submittedAfter))
        && (submittedBefore == null || job.submittedAt().isBefore(submittedBefore))
        && (before == null || job.id().compareTo(before) < 0)
        && job.spec().labels().entrySet().containsAll(labels.entrySet());
  }

  private boolean isInScope(JobSpec spec) {
    return switch (scope) {
      case Scope.Jobs() -> spec.batch() == null;
      case Scope.Batches() -> spec.isBatch();
      case Scope.SharesOf(JobId batch) -> spec.isShareOf(batch);
    };
  }
}
