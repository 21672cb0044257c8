package io.grapevine.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.coordination.CoordinationListener;
import io.grapevine.coordination.JobTracing;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.OfferId;
import io.grapevine.job.ReservationId;
import io.grapevine.job.TraceParent;
import io.grapevine.job.WorkType;
import io.grapevine.testing.FakeCoordinationService;
import io.grapevine.testing.FakeCoordinationService.Peers;
import io.grapevine.testing.JobStories;
import io.grapevine.worker.Assignment;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobTracesTest {
  private final List<SpanData> ended = new ArrayList<>();
  private final io.opentelemetry.api.trace.Tracer openTelemetry =
      SdkTracerProvider.builder()
          .addSpanProcessor(SimpleSpanProcessor.create(new Keeper()))
          .build()
          .get("test");
  private final Tracer tracer =
      new OtelTracer(openTelemetry, new OtelCurrentTraceContext(), event -> {});
  private final Spans spans =
      new Spans(
          tracer,
          new OtelPropagator(
              ContextPropagators.create(W3CTraceContextPropagator.getInstance()), openTelemetry));
  private final List<String> heardIn = new ArrayList<>();
  private final JobTraces traces = new JobTraces(spans, new Listening());
  private final PeerTracing tracing = new PeerTracing(spans, traces);
  private final FakeCoordinationService service = new FakeCoordinationService();

  @Test
  void aJobIsBelowItsRequestAndItsRoundsAndAttemptsBelowIt() {
    Job job = service.given("echo", "1", Map.of());
    JobStories.start(service, job);
    JobStories.failOver(service, job);
    JobStories.deliver(service, job, 2, "application/json", "{}");
    Span request = tracer.nextSpan().name("request").start();
    try (Tracer.SpanInScope _ = tracer.withSpan(request)) {
      traces.jobAdmitted((JobEvent.Submitted) service.history(job.id()).getFirst());
    }
    service.history(job.id()).forEach(traces::jobEvent);

    assertThat(ended)
        .extracting(SpanData::getName)
        .containsExactly("round", "attempt", "attempt", "job");
    SpanData whole = ended.getLast();
    assertThat(whole.getParentSpanId()).isEqualTo(request.context().spanId());
    assertThat(ended.subList(0, 3))
        .allMatch(span -> span.getParentSpanId().equals(whole.getSpanId()))
        .allMatch(span -> span.getTraceId().equals(request.context().traceId()));
    assertThat(ended.get(1).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(ended.get(2).getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(heardIn).isNotEmpty().allMatch(whole.getSpanId()::equals);
  }

  @Test
  void aHedgedJobHasTwoAttemptsAtOnce() {
    Job job = service.given("echo", "1", Map.of());
    JobStories.start(service, job);
    service.happens(award(job, 2));
    service.history(job.id()).forEach(traces::jobEvent);

    assertThat(tracing.ofAttempt(new AttemptId(job.id(), 1))).isPresent();
    assertThat(tracing.ofAttempt(new AttemptId(job.id(), 2)))
        .isPresent()
        .isNotEqualTo(tracing.ofAttempt(new AttemptId(job.id(), 1)));
    assertThat(tracing.ofAttempt(new AttemptId(job.id(), 3))).isEmpty();
  }

  @Test
  void aJobThatEndsEarlyLeavesNoSpanOpen() {
    Job job = service.given("echo", "1", Map.of());
    JobStories.start(service, job);
    JobStories.fail(service, job);
    service.history(job.id()).forEach(traces::jobEvent);

    assertThat(ended).extracting(SpanData::getName).containsExactly("round", "attempt", "job");
    assertThat(ended.getLast().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void aJobThatIsLeftInTheStoreHasNoOpenSpanAfterTheStop() {
    Job job = service.given("echo", "1", Map.of());
    JobStories.start(service, job);
    service.history(job.id()).forEach(traces::jobEvent);
    tracing.close();

    assertThat(ended).extracting(SpanData::getName).containsExactly("round", "attempt", "job");
    assertThat(ended.getLast().getAttributes().asMap().toString()).contains("grapevine.job.left");
  }

  @Test
  void aResumedJobBeginsATraceOfItsOwn() {
    Job job = service.given("echo", "1", Map.of());
    List<JobEvent> history = service.history(job.id());
    history.forEach(traces::jobEvent);
    traces.jobResumed(history);
    JobStories.fail(service, job);
    traces.jobEvent(service.history(job.id()).getLast());

    assertThat(ended).extracting(SpanData::getName).containsExactly("job", "job");
    assertThat(ended.getFirst().getTraceId()).isNotEqualTo(ended.getLast().getTraceId());
  }

  @Test
  void aRunIsBelowTheAttemptOfItsAwardOnceOnly() {
    TraceParent parent = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    Assignment assignment =
        new Assignment(
            Peers.numbered(1),
            new AttemptId(service.given("echo", "1", Map.of()).id(), 1),
            ReservationId.NONE);
    tracing.awarded(assignment, parent);
    try (JobTracing.RunTrace run = tracing.run(assignment, new WorkType("echo"))) {
      assertThat(run.parent()).isPresent();
    }
    assertThat(tracing.run(assignment, new WorkType("echo")).parent()).isEmpty();

    assertThat(ended).hasSize(1);
    assertThat(ended.getFirst().getParentSpanId()).isEqualTo("00f067aa0ba902b7");
  }

  private static JobEvent award(Job job, int attempt) {
    return new JobEvent.Awarded(
        job.id(),
        JobStories.NOW,
        new AttemptId(job.id(), attempt),
        new OfferId(job.id(), 1),
        Peers.numbered(attempt),
        ReservationId.NONE);
  }

  /** Notes in which span it hears of a job. */
  private final class Listening implements CoordinationListener {
    @Override
    public void jobEvent(JobEvent event) {
      heardIn.add(String.valueOf(spans.current().map(span -> span.spanId()).orElse("none")));
    }
  }

  private final class Keeper implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> exported) {
      ended.addAll(exported);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
