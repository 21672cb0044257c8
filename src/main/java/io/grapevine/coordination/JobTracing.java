package io.grapevine.coordination;

import io.grapevine.job.AttemptId;
import io.grapevine.job.Failure;
import io.grapevine.job.TraceParent;
import io.grapevine.job.WorkType;
import io.grapevine.worker.Assignment;
import java.util.Optional;

/**
 * Port: how a trace goes along with a job from peer to peer. Nothing here blocks or throws, and a
 * job never fares differently because it is traced.
 */
public interface JobTracing extends AutoCloseable {
  /** Traces nothing. */
  JobTracing NONE = new JobTracing() {};

  /**
   * What the worker of an attempt is told; empty if the attempt is not traced. Called on the loop
   * thread.
   */
  default Optional<TraceParent> ofAttempt(AttemptId attempt) {
    return Optional.empty();
  }

  /** This worker takes an award that came with a trace. Called on the loop thread. */
  default void awarded(Assignment assignment, TraceParent parent) {}

  /** The handler of an attempt starts on this thread, which closes the answer. */
  default RunTrace run(Assignment assignment, WorkType type) {
    return RunTrace.NONE;
  }

  /** The peer has stopped, so that of jobs that are not over nothing more will be heard here. */
  @Override
  default void close() {}

  /** The trace of one run. */
  interface RunTrace extends AutoCloseable {
    /** Of a run that is not traced. */
    RunTrace NONE = new RunTrace() {};

    /** What the handler can tell others, so that what they do belongs to the run. */
    default Optional<TraceParent> parent() {
      return Optional.empty();
    }

    /** The run did not succeed. */
    default void failed(Failure failure) {}

    @Override
    default void close() {}
  }
}
