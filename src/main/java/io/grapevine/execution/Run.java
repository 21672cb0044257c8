package io.grapevine.execution;

import io.grapevine.coordination.JobRunner.RunListener;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.Progress;
import io.grapevine.job.TraceParent;
import io.grapevine.worker.Assignment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a handler: when it may be interrupted, what it may still report, and the one report of
 * how it ended. Its lock orders progress before the ending and keeps interrupts inside the handler.
 */
final class Run implements JobContext {
  private static final Logger LOG = LoggerFactory.getLogger(Run.class);

  private final Assignment assignment;
  private final Content payload;
  private final RunListener listener;
  private final ScheduledExecutorService timer;
  private final long progressIntervalNanos;
  private final long limitNanos;
  private final long startedNanos = System.nanoTime();
  private final CountDownLatch reported = new CountDownLatch(1);
  private volatile Optional<TraceParent> trace = Optional.empty();

  private final List<Future<?>> alarms = new ArrayList<>();
  private @Nullable Thread working;
  private @Nullable Failure stopReason;
  private boolean over;
  private @Nullable Progress withheld;
  private boolean releaseDue;
  private long progressNotBefore = startedNanos;

  Run(
      Assignment assignment,
      Content payload,
      Duration limit,
      RunListener listener,
      ScheduledExecutorService timer,
      Duration progressInterval) {
    this.assignment = assignment;
    this.payload = payload;
    this.limitNanos = TimeUnit.NANOSECONDS.convert(limit);
    this.listener = listener;
    this.timer = timer;
    this.progressIntervalNanos = TimeUnit.NANOSECONDS.convert(progressInterval);
  }

  Assignment assignment() {
    return assignment;
  }

  @Override
  public AttemptId attempt() {
    return assignment.attempt();
  }

  @Override
  public Content payload() {
    return payload;
  }

  @Override
  public Duration timeLeft() {
    return Duration.ofNanos(Math.max(0, limitNanos - elapsed().toNanos()));
  }

  Duration elapsed() {
    return Duration.ofNanos(Math.max(0, System.nanoTime() - startedNanos));
  }

  /** Before the handler has its turn. */
  void tracedAs(Optional<TraceParent> parent) {
    trace = parent;
  }

  @Override
  public Optional<TraceParent> trace() {
    return trace;
  }

  @Override
  public synchronized boolean isCancelled() {
    return over || stopReason != null;
  }

  /** The handler is about to work on this thread; false if it must not any more. */
  synchronized boolean enter() {
    if (isCancelled()) {
      return false;
    }
    working = Thread.currentThread();
    return true;
  }

  /** The handler has let go of its thread, which is not interrupted from here on. */
  synchronized void leave() {
    working = null;
  }

  /** Interrupts the handler; false if the run was stopped before or is over. */
  synchronized boolean stop(Failure reason) {
    if (isCancelled()) {
      return false;
    }
    stopReason = reason;
    if (working != null) {
      working.interrupt();
    }
    return true;
  }

  /** Has an action take place later, unless the run is over by then. */
  synchronized void arm(Runnable action, Duration delay) {
    if (!over) {
      alarms.add(timer.schedule(action, TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS));
    }
  }

  /**
   * Ends the run and reports it, as stopped if it was; false if it is over already, and then
   * nothing is reported.
   */
  boolean end(Ending byHandler) {
    Ending ending = settle(byHandler);
    if (ending == null) {
      return false;
    }
    try {
      switch (ending) {
        case Ending.Completed(var result, var usage) ->
            listener.completed(assignment, result, usage);
        case Ending.Failed(var failure) -> listener.failed(assignment, failure);
      }
    } catch (RuntimeException deaf) {
      LOG.error("The end of {} could not be delivered", assignment, deaf);
    } finally {
      reported.countDown();
    }
    return true;
  }

  private synchronized @Nullable Ending settle(Ending byHandler) {
    if (over) {
      return null;
    }
    over = true;
    alarms.forEach(alarm -> alarm.cancel(false));
    return stopReason == null ? byHandler : new Ending.Failed(stopReason);
  }

  /** Waits until the end was reported; false if it takes longer. */
  boolean awaitReported(long nanos) throws InterruptedException {
    return reported.await(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public synchronized void progress(int percent, String message) {
    if (isCancelled()) {
      return;
    }
    Progress progress = new Progress(Math.clamp(percent, 0, 100), message);
    long wait = progressNotBefore - System.nanoTime();
    if (wait <= 0) {
      report(progress);
    } else {
      withheld = progress;
      if (!releaseDue) {
        releaseDue = true;
        alarms.add(timer.schedule(this::release, wait, TimeUnit.NANOSECONDS));
      }
    }
  }

  private synchronized void release() {
    releaseDue = false;
    alarms.removeIf(Future::isDone);
    if (withheld != null && !isCancelled()) {
      report(withheld);
    }
  }

  private void report(Progress progress) {
    withheld = null;
    progressNotBefore = System.nanoTime() + progressIntervalNanos;
    try {
      listener.progressed(assignment, progress);
    } catch (RuntimeException deaf) {
      LOG.warn("Progress of {} could not be delivered", assignment, deaf);
    }
  }
}
