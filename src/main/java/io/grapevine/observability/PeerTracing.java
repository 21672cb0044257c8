package io.grapevine.observability;

import io.grapevine.coordination.JobTracing;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Failure;
import io.grapevine.job.TraceParent;
import io.grapevine.job.WorkType;
import io.grapevine.worker.Assignment;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The worker's spans, and what requesters and workers tell each other of theirs. A requester's word
 * decides whether the run of its job is sampled; a run is one span, so that it costs little to
 * believe it. Safe for use by many threads.
 */
public final class PeerTracing implements JobTracing {
  /** Awards that are remembered until their runs begin; the oldest goes first. */
  static final int AWARDS_MAX = 10_000;

  private final Spans spans;
  private final JobTraces jobs;

  // Guarded by itself.
  private final Map<Assignment, TraceParent> awards = new LinkedHashMap<>();

  /**
   * Traces the runs of a peer.
   *
   * @param jobs of the same peer
   */
  public PeerTracing(Spans spans, JobTraces jobs) {
    this.spans = spans;
    this.jobs = jobs;
  }

  @Override
  public Optional<TraceParent> ofAttempt(AttemptId attempt) {
    return jobs.attempt(attempt).flatMap(spans::told);
  }

  @Override
  public void awarded(Assignment assignment, TraceParent parent) {
    synchronized (awards) {
      awards.put(assignment, parent);
      if (awards.size() > AWARDS_MAX) {
        awards.remove(awards.keySet().iterator().next());
      }
    }
  }

  @Override
  public RunTrace run(Assignment assignment, WorkType type) {
    TraceParent parent;
    synchronized (awards) {
      parent = awards.remove(assignment);
    }
    if (parent == null) {
      return RunTrace.NONE;
    }
    return new Running(
        spans
            .below(parent)
            .name("run")
            .kind(Span.Kind.SERVER)
            .tag("grapevine.job.id", assignment.attempt().job().toString())
            .tag("grapevine.attempt", Integer.toString(assignment.attempt().number()))
            .tag("grapevine.work.type", type.name())
            .tag("grapevine.requester", assignment.requester().toString())
            .start());
  }

  @Override
  public void close() {
    jobs.close();
  }

  /** A run, on whose thread the handler is. */
  private final class Running implements RunTrace {
    private final Span span;
    private final Tracer.SpanInScope scope;

    Running(Span span) {
      this.span = span;
      this.scope = spans.enter(span);
    }

    @Override
    public Optional<TraceParent> parent() {
      return spans.told(span);
    }

    @Override
    public void failed(Failure failure) {
      Spans.failed(span, failure.code() + ": " + failure.detail());
    }

    @Override
    public void close() {
      scope.close();
      span.end();
    }
  }
}
