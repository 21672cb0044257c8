package io.grapevine.observability;

import io.grapevine.job.JobId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something about each job that is under way. Bounded, although the number of active jobs is
 * bounded elsewhere: whoever only watches must not be what grows. Used by one thread.
 */
final class JobMemory<T> {
  /** Most jobs that are remembered; the oldest goes first. */
  static final int JOBS_MAX = 100_000;

  private final Map<JobId, T> entries = new LinkedHashMap<>();

  void put(JobId job, T value) {
    entries.put(job, value);
    if (entries.size() > JOBS_MAX) {
      entries.remove(entries.keySet().iterator().next());
    }
  }

  Optional<T> find(JobId job) {
    return Optional.ofNullable(entries.get(job));
  }

  Optional<T> remove(JobId job) {
    return Optional.ofNullable(entries.remove(job));
  }

  /** Forgets everything, and tells what it was. */
  List<T> removeAll() {
    List<T> all = List.copyOf(entries.values());
    entries.clear();
    return all;
  }
}
