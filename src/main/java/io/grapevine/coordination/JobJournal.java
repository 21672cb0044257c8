package io.grapevine.coordination;

import io.grapevine.job.Content;
import io.grapevine.job.Digest;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Port: where jobs, their histories and results are kept. Safe for use by many threads. When a
 * method returns, what it was told is as durable as the implementation promises.
 */
public interface JobJournal {
  /**
   * Takes in a new job, unless the idempotency key was used before.
   *
   * @param key absent if the client gave none
   */
  Admission admit(JobEvent.Submitted event, @Nullable Key key);

  /**
   * The answer that a request under this key would get from {@link #admit}, if the key was used
   * before.
   */
  Optional<Admission> recall(Key key);

  /** Adds to a job's history. The result comes with the event that concludes the job. */
  void append(JobEvent event, @Nullable Content result);

  /** The job as it stands. */
  Optional<Job> find(JobId id);

  /** The history, the oldest entry first; empty if there is no such job. */
  List<JobEvent> history(JobId id);

  /** What was delivered. */
  Optional<Content> result(JobId id);

  /** Jobs that meet the conditions, the newest first. */
  JobPage list(JobQuery query);

  /**
   * A client's own name for a request.
   *
   * @param value as the client chose it
   * @param fingerprint of everything else in the request, to tell a repetition from a conflict
   */
  record Key(String value, Digest fingerprint) {}

  /** The answer to a new job. */
  sealed interface Admission {
    /** It is in. */
    record Admitted(Job job) implements Admission {}

    /** The key was used before for the same request. */
    record Repeated(Job job) implements Admission {}

    /** The key was used before for another request. */
    record Conflict(JobId existing) implements Admission {}
  }
}
