package io.grapevine.storage;

import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The unfinished jobs of this requester, as they stand in the store. As many as are under way,
 * which admission bounds.
 */
final class LiveJobs {
  private final ConcurrentHashMap<JobId, LiveJob> jobs = new ConcurrentHashMap<>();

  Optional<LiveJob> find(JobId id) {
    return Optional.ofNullable(jobs.get(id));
  }

  LiveJob put(JobId id, List<JobEvent> stored) {
    LiveJob job = new LiveJob(stored);
    jobs.put(id, job);
    return job;
  }

  void remove(JobId id) {
    jobs.remove(id);
  }

  /** Forgets what is not ours any more. */
  void retain(Set<JobId> ours) {
    jobs.forEach(
        (id, job) -> {
          if (job.isBroken() && !ours.contains(id)) {
            jobs.remove(id, job);
          }
        });
  }

  boolean hasBroken() {
    return jobs.values().stream().anyMatch(LiveJob::isBroken);
  }

  void breakOffAll() {
    jobs.values().forEach(LiveJob::breakOff);
  }
}
