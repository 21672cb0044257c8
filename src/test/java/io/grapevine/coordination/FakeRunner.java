package io.grapevine.coordination;

import io.grapevine.job.Content;
import io.grapevine.job.Usage;
import io.grapevine.job.WorkType;
import io.grapevine.worker.Assignment;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Starts nothing by itself; a test takes the runs and ends them as it likes. */
final class FakeRunner implements JobRunner {
  private final BlockingQueue<Run> runs = new LinkedBlockingQueue<>();
  private final BlockingQueue<Assignment> stopped = new LinkedBlockingQueue<>();

  record Run(Assignment assignment, Content payload, RunListener listener) {
    void complete(Content result) {
      listener.completed(
          assignment, result, new Usage(Duration.ofMillis(1), payload.size(), result.size()));
    }
  }

  Run started() throws InterruptedException {
    Run run = runs.poll(5, TimeUnit.SECONDS);
    if (run == null) {
      throw new AssertionError("no run was started in time");
    }
    return run;
  }

  Assignment stopped() throws InterruptedException {
    Assignment assignment = stopped.poll(5, TimeUnit.SECONDS);
    if (assignment == null) {
      throw new AssertionError("no run was stopped in time");
    }
    return assignment;
  }

  @Override
  public SortedMap<WorkType, Integer> concurrency() {
    return new TreeMap<>(Map.of(Samples.ECHO, 2));
  }

  @Override
  public void start(
      Assignment assignment, WorkType type, Content payload, Duration limit, RunListener listener) {
    runs.add(new Run(assignment, payload, listener));
  }

  @Override
  public void stop(Assignment assignment) {
    stopped.add(assignment);
  }

  @Override
  public void close() {}
}
