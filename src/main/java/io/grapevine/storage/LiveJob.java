package io.grapevine.storage;

import io.grapevine.coordination.JobJournal;
import io.grapevine.job.Content;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A job that has no outcome yet: as it stands in the store, and as it will once everything is
 * written that was handed over.
 */
final class LiveJob {
  private final List<JobEvent> history = new ArrayList<>();
  private Job durable;
  private Job ahead;
  private int entries;
  private boolean broken;

  /** A job whose history is in the store. */
  LiveJob(List<JobEvent> stored) {
    history.addAll(stored);
    durable = fold(stored);
    ahead = durable;
    entries = stored.size();
  }

  /** The job that has this history. */
  static Job fold(List<JobEvent> history) {
    if (!(history.getFirst() instanceof JobEvent.Submitted first)) {
      throw new DamagedJobException("The history of a job does not begin with its submission");
    }
    Job job = Job.submitted(first);
    for (JobEvent event : history.subList(1, history.size())) {
      job = applied(job, event);
    }
    return job;
  }

  /** Empty if the history is damaged. */
  static Optional<Job> foldIfSound(List<JobEvent> history) {
    try {
      return Optional.of(fold(history));
    } catch (DamagedJobException damaged) {
      return Optional.empty();
    }
  }

  private static Job applied(Job job, JobEvent event) {
    if (!event.job().equals(job.id())) {
      throw new DamagedJobException("The history of a job has an event of job " + event.job());
    }
    try {
      return job.apply(event);
    } catch (IllegalStateException | IllegalArgumentException outOfPlace) {
      throw new DamagedJobException("The history of a job has a gap", outOfPlace);
    }
  }

  /**
   * The next entry, which is about to be written.
   *
   * @throws IllegalStateException if the job cannot hear this now
   */
  synchronized Step next(JobEvent event) {
    Job before = ahead;
    ahead = before.apply(event);
    boolean kept = JobJournal.isKept(event, entries);
    return new Step(event, before, ahead, kept ? entries++ : Step.LEFT_OUT);
  }

  /** An entry is durable. */
  synchronized void written(Step step) {
    durable = step.after();
    history.add(step.event());
  }

  /** An entry that is not kept changes the job for as long as it is remembered here. */
  synchronized void passed(Step step) {
    durable = durable.apply(step.event());
  }

  /** Something could not be written: nothing after it may be, or the history would have a gap. */
  synchronized void breakOff() {
    broken = true;
  }

  synchronized boolean isBroken() {
    return broken;
  }

  synchronized Job job() {
    return durable;
  }

  synchronized List<JobEvent> history() {
    return List.copyOf(history);
  }

  synchronized Content payload() {
    return durable.spec().payload();
  }

  /**
   * One entry on its way.
   *
   * @param seq its place in the history, or {@link #LEFT_OUT}
   */
  record Step(JobEvent event, Job before, Job after, int seq) {
    static final int LEFT_OUT = -1;

    boolean isKept() {
      return seq != LEFT_OUT;
    }
  }
}
