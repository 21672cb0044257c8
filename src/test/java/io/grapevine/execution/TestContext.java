package io.grapevine.execution;

import io.grapevine.job.AttemptId;
import io.grapevine.job.Content;
import java.time.Duration;

/** A run without a runner, for tests of handlers. */
public record TestContext(Content payload, Duration timeLeft) implements JobContext {
  /** A run with a minute of time. */
  public static TestContext of(String json) {
    return new TestContext(Runs.json(json), Duration.ofMinutes(1));
  }

  @Override
  public AttemptId attempt() {
    return Runs.assignment(3).attempt();
  }

  @Override
  public boolean isCancelled() {
    return false;
  }

  @Override
  public void progress(int percent, String message) {
    // Nobody listens.
  }
}
