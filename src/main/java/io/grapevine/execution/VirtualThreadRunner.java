package io.grapevine.execution;

import io.grapevine.coordination.JobRunner;
import io.grapevine.coordination.JobTracing;
import io.grapevine.coordination.PayloadError;
import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.ShareContent;
import io.grapevine.job.Usage;
import io.grapevine.job.WorkType;
import io.grapevine.worker.Assignment;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each attempt on a virtual thread of its own. How many run at once is the desk's decision;
 * here each run is kept within its time and its result within its size, and reported once.
 *
 * <p>A handler that does not return after its interrupt cannot be ended, since Java has no such
 * means: the run is reported failed and the thread left alone and counted. When too many of them
 * are alive, new runs fail at once so that other workers get them.
 */
public final class VirtualThreadRunner implements JobRunner {
  private static final Logger LOG = LoggerFactory.getLogger(VirtualThreadRunner.class);

  private static final Failure CALLED_OFF =
      Failure.transientFailure(FailureCode.CANCELLED, "the run was called off");
  private static final Failure SHUTTING_DOWN =
      Failure.transientFailure(FailureCode.WORK_FAILED, "the worker is shutting down");
  private static final Failure UNSPEAKABLE =
      Failure.transientFailure(
          FailureCode.WORK_FAILED, "the handler crashed and what it threw cannot be read");

  private final HandlerCatalog catalog;
  private final SortedMap<WorkType, Integer> concurrency;
  private final RunnerConfig config;
  private final JobTracing tracing;
  private final ScheduledExecutorService timer = timer();
  private final Map<Assignment, Run> runs = new ConcurrentHashMap<>();
  private final LongAdder started = new LongAdder();
  private final LongAdder crashed = new LongAdder();
  private final CrashLog crashes = new CrashLog();
  private final LongAdder outOfMemory = new LongAdder();
  private final LongAdder abandoned = new LongAdder();
  private final AtomicInteger abandonedAlive = new AtomicInteger();
  private volatile boolean closed;

  /**
   * Enables some of the catalog's types.
   *
   * @param concurrency the types that are done here, and how many of each at once
   * @throws IllegalArgumentException with a sentence if a type has no handler or a limit below 1
   */
  public VirtualThreadRunner(
      HandlerCatalog catalog, Map<WorkType, Integer> concurrency, RunnerConfig config) {
    this(catalog, concurrency, config, JobTracing.NONE);
  }

  /**
   * Enables some of the catalog's types, and has their runs traced.
   *
   * @throws IllegalArgumentException with a sentence if a type has no handler or a limit below 1
   */
  public VirtualThreadRunner(
      HandlerCatalog catalog,
      Map<WorkType, Integer> concurrency,
      RunnerConfig config,
      JobTracing tracing) {
    concurrency.forEach(
        (type, limit) -> {
          if (catalog.handler(type).isEmpty()) {
            throw new IllegalArgumentException(
                "the work type %s is enabled but no handler does it; there are: %s"
                    .formatted(type, catalog.concurrency().keySet()));
          }
          if (limit < 1) {
            throw new IllegalArgumentException("the work type " + type + " is enabled 0 times");
          }
        });
    this.catalog = catalog;
    this.concurrency = Collections.unmodifiableSortedMap(new TreeMap<>(concurrency));
    this.config = config;
    this.tracing = tracing;
  }

  private static ScheduledExecutorService timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name("grapevine-run-timer").factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  @Override
  public SortedMap<WorkType, Integer> concurrency() {
    return concurrency;
  }

  /** What was counted so far. */
  public RunnerFigures figures() {
    return new RunnerFigures(
        runs.size(),
        started.sum(),
        crashed.sum(),
        outOfMemory.sum(),
        abandoned.sum(),
        Math.max(0, abandonedAlive.get()));
  }

  @Override
  public void start(
      Assignment assignment, WorkType type, Content payload, Duration limit, RunListener listener) {
    Run run = new Run(assignment, payload, limit, listener, timer, config.progressInterval());
    if (runs.putIfAbsent(assignment, run) != null) {
      throw new IllegalStateException(assignment + " runs already");
    }
    started.increment();
    run.arm(() -> stop(run, outOfTime(limit)), limit);
    Thread.ofVirtual()
        .name("grapevine-" + type + "-" + assignment.attempt())
        .inheritInheritableThreadLocals(false)
        .start(() -> carryOut(run, type));
  }

  private static Failure outOfTime(Duration limit) {
    return Failure.transientFailure(
        FailureCode.DEADLINE_EXCEEDED, "the run was not done after its " + limit);
  }

  private void carryOut(Run run, WorkType type) {
    Ending ending = new Ending.Failed(UNSPEAKABLE);
    try {
      Optional<Failure> refusal = refusal(type);
      if (refusal.isPresent()) {
        ending = new Ending.Failed(refusal.get());
      } else if (run.enter()) {
        ending = traced(run, type);
      }
    } catch (Throwable unspeakable) {
      LOG.error("The failure of {} could not be put in words", run.assignment());
    } finally {
      run.leave();
      // An interrupt that came too late must not reach the listener's queue.
      Thread.interrupted();
      if (!finish(run, ending)) {
        abandonedAlive.decrementAndGet();
      }
    }
  }

  private Ending traced(Run run, WorkType type) {
    try (JobTracing.RunTrace trace = tracing.run(run.assignment(), type)) {
      run.tracedAs(trace.parent());
      Ending ending = work(run, type, catalog.handler(type).orElseThrow());
      if (ending instanceof Ending.Failed(Failure failure)) {
        trace.failed(failure);
      }
      return ending;
    }
  }

  private Optional<Failure> refusal(WorkType type) {
    if (closed) {
      return Optional.of(SHUTTING_DOWN);
    }
    if (!concurrency.containsKey(type)) {
      return Optional.of(
          Failure.transientFailure(FailureCode.WORK_FAILED, type + " is not done by this worker"));
    }
    int stuck = abandonedAlive.get();
    return stuck < config.abandonedMax()
        ? Optional.empty()
        : Optional.of(
            Failure.transientFailure(
                FailureCode.WORK_FAILED,
                "this worker is held up by %d handlers that do not stop".formatted(stuck)));
  }

  private Ending work(Run run, WorkType type, WorkHandler handler) {
    if (!ShareContent.isShare(run.payload())) {
      return guarded(run, type, () -> result(run, type, handler));
    }
    ShareLoop.Step step =
        item -> {
          Ending ending = guarded(run, type, () -> result(item, type, handler));
          if (run.isCancelled()) {
            throw new InterruptedException("the share was stopped");
          }
          return ending;
        };
    return guarded(run, type, () -> new ShareLoop(run, config.resultSizeMax(), step).work());
  }

  private Content result(JobContext job, WorkType type, WorkHandler handler)
      throws WorkException, InterruptedException {
    List<PayloadError> errors = catalog.check(type, job.payload());
    if (!errors.isEmpty()) {
      throw WorkException.badInput(
          "the payload does not satisfy the schema of %s: %s"
              .formatted(type, PayloadSchema.describe(errors)));
    }
    Content result = handler.run(job).content();
    if (result.size() > config.resultSizeMax()) {
      throw WorkException.permanent(
          "the result has %d bytes, more than the %d that a worker keeps"
              .formatted(result.size(), config.resultSizeMax()));
    }
    return result;
  }

  /** Puts whatever the work ends with in words. */
  private Ending guarded(Run run, WorkType type, Work work) {
    try {
      Content result = work.result();
      return new Ending.Completed(
          result, new Usage(run.elapsed(), run.payload().size(), result.size()));
    } catch (WorkException verdict) {
      if (verdict.getCause() != null) {
        LOG.info("{} failed in {}: {}", type, run.assignment(), verdict.getMessage(), verdict);
      }
      return new Ending.Failed(verdict.failure());
    } catch (InterruptedException interrupt) {
      return new Ending.Failed(
          Failure.transientFailure(
              FailureCode.WORK_FAILED, "the handler was interrupted from within"));
    } catch (Throwable crash) {
      return crash(run, type, crash);
    }
  }

  private Ending crash(Run run, WorkType type, Throwable crash) {
    crashed.increment();
    if (crash instanceof OutOfMemoryError) {
      outOfMemory.increment();
    }
    crashes.write(type, run.assignment(), crash);
    String detail = "the handler crashed: " + CrashLog.line(crash);
    return new Ending.Failed(Failure.transientFailure(FailureCode.WORK_FAILED, detail));
  }

  private boolean finish(Run run, Ending ending) {
    runs.remove(run.assignment(), run);
    return run.end(ending);
  }

  @Override
  public void stop(Assignment assignment) {
    Run run = runs.get(assignment);
    if (run != null) {
      stop(run, CALLED_OFF);
    }
  }

  private void stop(Run run, Failure reason) {
    if (run.stop(reason)) {
      run.arm(() -> abandon(run), config.stopGrace());
    }
  }

  private void abandon(Run run) {
    // Counted first, so that whoever hears of the end finds it counted.
    abandoned.increment();
    int alive = abandonedAlive.incrementAndGet();
    if (finish(run, new Ending.Failed(CALLED_OFF))) {
      LOG.warn(
          "The handler in {} did not heed its interrupt within {}; its thread is abandoned, {} now",
          run.assignment(),
          config.stopGrace(),
          alive);
    } else {
      abandoned.decrement();
      abandonedAlive.decrementAndGet();
    }
  }

  @Override
  public void close() {
    closed = true;
    List<Run> left = List.copyOf(runs.values());
    left.forEach(run -> run.stop(SHUTTING_DOWN));
    long until = System.nanoTime() + config.stopGrace().toNanos();
    try {
      for (Run run : left) {
        if (!run.awaitReported(until - System.nanoTime())) {
          abandon(run);
        }
      }
    } catch (InterruptedException hurry) {
      left.forEach(this::abandon);
      Thread.currentThread().interrupt();
    }
    timer.shutdownNow();
  }

  /** Gives a result, or says why not. */
  private interface Work {
    Content result() throws WorkException, InterruptedException;
  }
}
