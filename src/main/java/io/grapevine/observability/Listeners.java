package io.grapevine.observability;

import io.grapevine.coordination.CoordinationListener;
import io.grapevine.coordination.Submission;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.Outcome;
import io.grapevine.worker.WorkerReport;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Several listeners as one. All of them hear everything, even if one fails; the first failure is
 * thrown on, so that it is counted.
 */
public final class Listeners implements CoordinationListener {
  private final List<CoordinationListener> all;

  /** Tells all of these, in this order. */
  public Listeners(List<? extends CoordinationListener> all) {
    this.all = List.copyOf(all);
  }

  @Override
  public void jobAdmitted(JobEvent.Submitted submitted) {
    tell(listener -> listener.jobAdmitted(submitted));
  }

  @Override
  public void batchAdmitted(JobId batch, int items) {
    tell(listener -> listener.batchAdmitted(batch, items));
  }

  @Override
  public void requestAnswered(Submission answer) {
    tell(listener -> listener.requestAnswered(answer));
  }

  @Override
  public void jobResumed(List<JobEvent> history) {
    tell(listener -> listener.jobResumed(history));
  }

  @Override
  public void jobEvent(JobEvent event) {
    tell(listener -> listener.jobEvent(event));
  }

  @Override
  public void workerReport(WorkerReport report) {
    tell(listener -> listener.workerReport(report));
  }

  @Override
  public void outcomeHeard(Outcome outcome) {
    tell(listener -> listener.outcomeHeard(outcome));
  }

  @Override
  public void eventDropped(String kind) {
    tell(listener -> listener.eventDropped(kind));
  }

  @Override
  public void invariantBroken(String description) {
    tell(listener -> listener.invariantBroken(description));
  }

  private void tell(Consumer<CoordinationListener> notice) {
    @Nullable RuntimeException first = null;
    for (CoordinationListener listener : all) {
      try {
        notice.accept(listener);
      } catch (RuntimeException failure) {
        if (first == null) {
          first = failure;
        } else {
          first.addSuppressed(failure);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
