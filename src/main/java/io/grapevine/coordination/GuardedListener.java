package io.grapevine.coordination;

import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.Outcome;
import io.grapevine.worker.WorkerReport;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a listener's exceptions away from the peer: counts them and logs the first. */
final class GuardedListener implements CoordinationListener {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);

  private final CoordinationListener guarded;
  private final AtomicLong failures = new AtomicLong();

  GuardedListener(CoordinationListener guarded) {
    this.guarded = guarded;
  }

  /** Calls that ended in an exception. */
  long failures() {
    return failures.get();
  }

  @Override
  public void jobAdmitted(JobEvent.Submitted submitted) {
    call(() -> guarded.jobAdmitted(submitted));
  }

  @Override
  public void batchAdmitted(JobId batch, int items) {
    call(() -> guarded.batchAdmitted(batch, items));
  }

  @Override
  public void requestAnswered(Submission answer) {
    call(() -> guarded.requestAnswered(answer));
  }

  @Override
  public void jobResumed(List<JobEvent> history) {
    call(() -> guarded.jobResumed(history));
  }

  @Override
  public void jobEvent(JobEvent event) {
    call(() -> guarded.jobEvent(event));
  }

  @Override
  public void workerReport(WorkerReport report) {
    call(() -> guarded.workerReport(report));
  }

  @Override
  public void outcomeHeard(Outcome outcome) {
    call(() -> guarded.outcomeHeard(outcome));
  }

  @Override
  public void eventDropped(String kind) {
    call(() -> guarded.eventDropped(kind));
  }

  @Override
  public void invariantBroken(String description) {
    call(() -> guarded.invariantBroken(description));
  }

  private void call(Runnable notice) {
    try {
      notice.run();
    } catch (RuntimeException failure) {
      if (failures.getAndIncrement() == 0) {
        LOG.warn("a listener failed; further failures are only counted", failure);
      }
    }
  }
}
