package io.grapevine.observability;

import io.grapevine.coordination.CoordinationListener;
import io.grapevine.coordination.Submission;
import io.grapevine.job.AttemptId;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Outcome;
import io.grapevine.worker.WorkerReport;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The requester's spans: a job from its submission to its outcome, below it its rounds and its
 * attempts, all with the times of the history. A job is below the request that brought it, a share
 * below its batch. Whoever else listens to jobs does so in here, within the span of the job.
 *
 * <p>The journal keeps no traces: a job that is resumed begins a trace of its own.
 */
public final class JobTraces implements CoordinationListener {
  private final Spans spans;
  private final CoordinationListener within;
  private final JobMemory<JobSpans> courses = new JobMemory<>();

  /** Of requests whose jobs are on their way to the loop thread. */
  private final Map<JobId, TraceContext> requests = new ConcurrentHashMap<>();

  /**
   * Traces jobs.
   *
   * @param within hears everything too, within the span of the job that it is about
   */
  public JobTraces(Spans spans, CoordinationListener within) {
    this.spans = spans;
    this.within = within;
  }

  /** The span of an attempt that is under way. On the loop thread. */
  Optional<Span> attempt(AttemptId attempt) {
    return courses.find(attempt.job()).flatMap(course -> course.attempt(attempt));
  }

  @Override
  public void jobAdmitted(JobEvent.Submitted submitted) {
    if (requests.size() < JobMemory.JOBS_MAX) {
      spans.current().ifPresent(request -> requests.put(submitted.job(), request));
    }
    within.jobAdmitted(submitted);
  }

  @Override
  public void jobResumed(List<JobEvent> history) {
    courses.remove(history.getFirst().job()).ifPresent(course -> course.end(Instant.now()));
    if (history.getFirst() instanceof JobEvent.Submitted submitted) {
      Span.Builder job = begun(spans.below((TraceContext) null), submitted.spec());
      courses.put(
          submitted.job(), new JobSpans(spans, job.tag("grapevine.job.resumed", "true").start()));
    }
    inside(history.getFirst().job(), () -> within.jobResumed(history));
  }

  @Override
  public void jobEvent(JobEvent event) {
    if (event instanceof JobEvent.Submitted submitted) {
      submitted(submitted);
    }
    courses.find(event.job()).ifPresent(course -> course.follow(event));
    inside(event.job(), () -> within.jobEvent(event));
    if (event instanceof JobEvent.Concluded over) {
      courses.remove(over.job()).ifPresent(course -> course.conclude(over));
    }
  }

  @Override
  public void batchAdmitted(JobId batch, int items) {
    within.batchAdmitted(batch, items);
  }

  @Override
  public void requestAnswered(Submission answer) {
    within.requestAnswered(answer);
  }

  @Override
  public void workerReport(WorkerReport report) {
    within.workerReport(report);
  }

  @Override
  public void outcomeHeard(Outcome outcome) {
    within.outcomeHeard(outcome);
  }

  @Override
  public void eventDropped(String kind) {
    within.eventDropped(kind);
  }

  @Override
  public void invariantBroken(String description) {
    within.invariantBroken(description);
  }

  /**
   * Ends what is open: the jobs that this peer leaves in its store when it stops. Nothing more is
   * heard by then.
   */
  void close() {
    courses
        .removeAll()
        .forEach(
            course -> {
              course.job().tag("grapevine.job.left", "true");
              course.end(Instant.now());
            });
  }

  private void inside(JobId job, Runnable notice) {
    Optional<JobSpans> course = courses.find(job);
    if (course.isEmpty()) {
      notice.run();
      return;
    }
    try (Tracer.SpanInScope _ = spans.enter(course.get().job())) {
      notice.run();
    }
  }

  private void submitted(JobEvent.Submitted event) {
    @Nullable TraceContext parent = requests.remove(event.job());
    JobId batch = event.spec().batch();
    if (parent == null && batch != null) {
      parent = courses.find(batch).map(course -> course.job().context()).orElse(null);
    }
    Span.Builder job = begun(spans.below(parent), event.spec());
    courses.put(event.job(), new JobSpans(spans, Spans.startedAt(job, event.at())));
  }

  private static Span.Builder begun(Span.Builder span, JobSpec spec) {
    return span.name(spec.isBatch() ? "batch" : "job")
        .tag("grapevine.job.id", spec.id().toString())
        .tag("grapevine.work.type", spec.type().name());
  }
}
