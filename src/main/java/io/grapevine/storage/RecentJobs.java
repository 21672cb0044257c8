package io.grapevine.storage;

import io.grapevine.job.Bytes;
import io.grapevine.job.Content;
import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that finished a moment ago, for most clients ask then. Bounded by number and by bytes; the
 * store has them all.
 */
final class RecentJobs {
  private static final int JOBS_MAX = 1_000;
  private static final long BYTES_MAX = 32L << 20;

  private final Map<JobId, Finished> jobs = new LinkedHashMap<>();
  private long bytes;

  synchronized void add(Job job, @Nullable Content result) {
    Finished finished = new Finished(withoutPayload(job), result);
    if (finished.size() > BYTES_MAX) {
      return;
    }
    remove(job.id());
    jobs.put(job.id(), finished);
    bytes += finished.size();
    while (jobs.size() > JOBS_MAX || bytes > BYTES_MAX) {
      remove(jobs.keySet().iterator().next());
    }
  }

  synchronized void remove(JobId id) {
    Finished removed = jobs.remove(id);
    if (removed != null) {
      bytes -= removed.size();
    }
  }

  synchronized Optional<Finished> find(JobId id) {
    return Optional.ofNullable(jobs.get(id));
  }

  /** The job as it is remembered when it is over. */
  private static Job withoutPayload(Job job) {
    JobSpec spec = job.spec();
    Content payload = spec.payload();
    JobSpec lean =
        new JobSpec(
            spec.id(),
            spec.type(),
            new Content(payload.mediaType(), Bytes.wrap(new byte[0]), payload.digest()),
            spec.timeout(),
            spec.labels(),
            spec.maxAttempts(),
            spec.delivery(),
            spec.preferences(),
            spec.batch());
    return new Job(
        lean,
        job.requester(),
        job.submittedAt(),
        job.status(),
        job.rounds(),
        job.bids(),
        job.refusals(),
        job.attempts(),
        job.openedAt(),
        job.progress(),
        job.progressAt(),
        job.outcome(),
        job.finishedAt());
  }

  /**
   * @param result absent if nothing was delivered
   */
  record Finished(Job job, @Nullable Content result) {
    private static final int OVERHEAD_BYTES = 1_024;

    long size() {
      return OVERHEAD_BYTES + (result == null ? 0L : result.size());
    }
  }
}
