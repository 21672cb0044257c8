package io.grapevine.coordination;

import io.grapevine.job.Content;
import io.grapevine.job.JobEvent;
import org.jspecify.annotations.Nullable;

/** Writes a job's history down first, and tells it to all who watch afterwards. */
final class JobChronicle {
  private final JobJournal journal;
  private final JobWatches watches;
  private final CoordinationListener listener;

  JobChronicle(JobJournal journal, JobWatches watches, CoordinationListener listener) {
    this.journal = journal;
    this.watches = watches;
    this.listener = listener;
  }

  /** The next entry of a job that is in the journal. */
  void add(JobEvent event, @Nullable Content result) {
    journal.append(event, result).join();
    tell(event);
  }

  /** An entry that is in the journal already. */
  void tell(JobEvent event) {
    watches.tell(event);
    listener.jobEvent(event);
  }
}
