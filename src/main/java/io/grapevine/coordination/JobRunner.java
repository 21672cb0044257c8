package io.grapevine.coordination;

import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.Progress;
import io.grapevine.job.Usage;
import io.grapevine.job.WorkType;
import io.grapevine.worker.Assignment;
import java.time.Duration;
import java.util.SortedMap;

/** Port: how a peer does work. No method but {@code close} blocks. */
public interface JobRunner extends AutoCloseable {
  /** What is done here, and how many of each at once. */
  SortedMap<WorkType, Integer> concurrency();

  /**
   * Starts the handler; exactly one of {@code completed} and {@code failed} follows, whatever the
   * handler does, and nothing after it. Never reports on the calling thread.
   *
   * @param limit after which the handler is interrupted and the run fails, as something that
   *     another worker might do; it is reported when the handler has returned or a grace is over
   * @throws IllegalStateException if this assignment runs already
   */
  void start(
      Assignment assignment, WorkType type, Content payload, Duration limit, RunListener listener);

  /**
   * Interrupts the handler of a run; a run that is over or unknown is left alone. From now on no
   * progress is reported, what the handler still returns is dropped, and {@code failed} follows
   * once the handler has returned or a grace is over.
   */
  void stop(Assignment assignment);

  /**
   * Stops every run, as something that another worker might do, and waits a bounded time until each
   * has been reported. Later starts fail.
   */
  @Override
  void close();

  /** Hears how a run goes, on a thread of the runner; never blocks it. */
  interface RunListener {
    /** The handler reports how far it is. */
    void progressed(Assignment assignment, Progress progress);

    /** The handler is done. */
    void completed(Assignment assignment, Content result, Usage usage);

    /** The handler failed or was stopped. */
    void failed(Assignment assignment, Failure failure);
  }
}
