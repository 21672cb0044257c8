package io.grapevine.observability;

import io.grapevine.job.TraceParent;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes spans, and turns their places in a trace into what goes from peer to peer and back. */
public final class Spans {
  private static final String HEADER = "traceparent";

  private final Tracer tracer;
  private final Propagator propagator;

  /**
   * Spans of this tracer.
   *
   * @param propagator reads and writes W3C Trace Context
   */
  public Spans(Tracer tracer, Propagator propagator) {
    this.tracer = tracer;
    this.propagator = propagator;
  }

  /** The span in which this thread is. */
  Optional<TraceContext> current() {
    return Optional.ofNullable(tracer.currentSpan()).map(Span::context);
  }

  /** A span below another one, or of a trace of its own. */
  Span.Builder below(@Nullable TraceContext parent) {
    Span.Builder span = tracer.spanBuilder();
    return parent == null ? span.setNoParent() : span.setParent(parent);
  }

  /** A span below one that another system has. */
  Span.Builder below(TraceParent parent) {
    return propagator.extract(Map.of(HEADER, parent.text()), Map::get);
  }

  /** What other systems are told of a span. */
  Optional<TraceParent> told(Span span) {
    Map<String, String> carrier = new HashMap<>();
    propagator.inject(span.context(), carrier, (_, name, value) -> carrier.put(name, value));
    return Optional.ofNullable(carrier.get(HEADER)).flatMap(TraceParent::parse);
  }

  /** Has this thread be in a span, so that what it logs bears the span's trace. */
  Tracer.SpanInScope enter(Span span) {
    return tracer.withSpan(span);
  }

  static Span startedAt(Span.Builder span, Instant at) {
    return span.startTimestamp(nanos(at), TimeUnit.NANOSECONDS).start();
  }

  static void mark(Span span, String event, Instant at) {
    span.event(event, nanos(at), TimeUnit.NANOSECONDS);
  }

  static void end(Span span, Instant at) {
    span.end(nanos(at), TimeUnit.NANOSECONDS);
  }

  private static long nanos(Instant at) {
    return TimeUnit.SECONDS.toNanos(at.getEpochSecond()) + at.getNano();
  }

  /** Marks a span as one that did not end well. */
  static void failed(Span span, String why) {
    span.error(new Unsuccessful(why));
  }

  /** What a span says of its failure: words, and no stack. */
  private static final class Unsuccessful extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unsuccessful(String why) {
      super(why, null, false, false);
    }
  }
}
