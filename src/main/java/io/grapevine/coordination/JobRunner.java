package io.grapevine.coordination;

import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.Progress;
import io.grapevine.job.Usage;
import io.grapevine.job.WorkType;
import io.grapevine.worker.Assignment;
import java.time.Duration;
import java.util.SortedMap;

/** Port: how a peer does work. No method blocks on the work. */
public interface JobRunner extends AutoCloseable {
  /** What is done here, and how many of each at once. */
  SortedMap<WorkType, Integer> concurrency();

  /**
   * Starts the handler; exactly one of {@code completed} and {@code failed} follows, whatever the
   * handler does.
   *
   * @param limit after which the handler is interrupted and the run fails
   */
  void start(
      Assignment assignment, WorkType type, Content payload, Duration limit, RunListener listener);

  /** Interrupts the handler of a run; a run that is over or unknown is left alone. */
  void stop(Assignment assignment);

  @Override
  void close();

  /** Hears how a run goes, on the run's thread; never blocks it. */
  interface RunListener {
    /** The handler reports how far it is. */
    void progressed(Assignment assignment, Progress progress);

    /** The handler is done. */
    void completed(Assignment assignment, Content result, Usage usage);

    /** The handler failed or was stopped. */
    void failed(Assignment assignment, Failure failure);
  }
}
