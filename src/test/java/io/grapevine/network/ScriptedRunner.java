package io.grapevine.network;

import io.grapevine.coordination.JobRunner;
import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.Usage;
import io.grapevine.job.WorkType;
import io.grapevine.worker.Assignment;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Runs a script on a virtual thread of its own; what the script throws is a failure. */
final class ScriptedRunner implements JobRunner {
  static final WorkType ECHO = new WorkType("echo");

  static final int SLOTS = 64;

  private final Script script;

  /** What a worker does. */
  @FunctionalInterface
  interface Script {
    Content run(Content payload) throws Exception;
  }

  ScriptedRunner(Script script) {
    this.script = script;
  }

  @Override
  public SortedMap<WorkType, Integer> concurrency() {
    return new TreeMap<>(Map.of(ECHO, SLOTS));
  }

  @Override
  public void start(
      Assignment assignment, WorkType type, Content payload, Duration limit, RunListener listener) {
    Thread.startVirtualThread(
        () -> {
          try {
            Content result = script.run(payload);
            Usage usage = new Usage(Duration.ofMillis(1), payload.size(), result.size());
            listener.completed(assignment, result, usage);
          } catch (Exception failure) {
            listener.failed(
                assignment, Failure.transientFailure(FailureCode.WORK_FAILED, failure.toString()));
          }
        });
  }

  @Override
  public void stop(Assignment assignment) {}

  @Override
  public void close() {}
}
