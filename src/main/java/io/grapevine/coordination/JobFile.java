package io.grapevine.coordination;

import io.grapevine.job.Content;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All that is kept of one job in memory. Guarded by its journal. */
final class JobFile {
  private final List<JobEvent> history = new ArrayList<>();
  private final @Nullable String key;
  private Job job;
  private @Nullable Content result;

  /**
   * @param key the client's own name for the request, absent if there is none
   */
  JobFile(JobEvent.Submitted first, @Nullable String key) {
    this.key = key;
    this.job = Job.submitted(first);
    history.add(first);
  }

  void append(JobEvent event, @Nullable Content delivered) {
    job = job.apply(event);
    if (delivered != null) {
      result = delivered;
    }
    if (JobJournal.isKept(event, history.size())) {
      history.add(event);
    }
  }

  Job job() {
    return job;
  }

  Optional<String> key() {
    return Optional.ofNullable(key);
  }

  Optional<Content> result() {
    return Optional.ofNullable(result);
  }

  List<JobEvent> history() {
    return List.copyOf(history);
  }

  /** Room that payload and result take. */
  long bytes() {
    return job.spec().payload().size() + (result == null ? 0L : result.size());
  }
}
