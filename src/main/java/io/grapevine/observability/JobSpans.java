package io.grapevine.observability;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Failure;
import io.grapevine.job.JobEvent;
import io.micrometer.tracing.Span;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The spans of one job that are open. For the loop thread of its peer only. */
final class JobSpans {
  private final Spans spans;
  private final Span job;

  /** More than one if the job is hedged. */
  private final Map<AttemptId, Span> attempts = new LinkedHashMap<>();

  private @Nullable Span round;
  private int rounds;
  private int bids;

  JobSpans(Spans spans, Span job) {
    this.spans = spans;
    this.job = job;
  }

  Span job() {
    return job;
  }

  Optional<Span> attempt(AttemptId id) {
    return Optional.ofNullable(attempts.get(id));
  }

  void follow(JobEvent event) {
    switch (event) {
      case JobEvent.OfferAnnounced offer when offer.round() > rounds -> begin(offer);
      case JobEvent.BidPlaced _ -> bids++;
      case JobEvent.Awarded award -> begin(award);
      case JobEvent.AttemptStarted started ->
          attempt(started.attempt()).ifPresent(span -> Spans.mark(span, "started", started.at()));
      case JobEvent.AttemptEnded ended -> end(ended);
      case JobEvent.Submitted _,
          JobEvent.Resumed _,
          JobEvent.OfferAnnounced _,
          JobEvent.BidRefused _,
          JobEvent.ProgressReported _,
          JobEvent.Concluded _ -> {}
    }
  }

  private void begin(JobEvent.OfferAnnounced offer) {
    endRound(offer.at());
    rounds = offer.round();
    Span.Builder begun =
        spans
            .below(job.context())
            .name("round")
            .tag("grapevine.round", Integer.toString(offer.round()));
    round = Spans.startedAt(begun, offer.at());
  }

  private void begin(JobEvent.Awarded award) {
    endRound(award.at());
    Span.Builder begun =
        spans
            .below(job.context())
            .name("attempt")
            .kind(Span.Kind.CLIENT)
            .tag("grapevine.attempt", Integer.toString(award.attempt().number()))
            .tag("grapevine.worker", award.worker().toString());
    attempts.put(award.attempt(), Spans.startedAt(begun, award.at()));
  }

  private void end(JobEvent.AttemptEnded ended) {
    Span span = attempts.remove(ended.attempt());
    if (span != null) {
      span.tag("grapevine.attempt.end", ended.end().name());
      if (ended.end() != AttemptEnd.SUCCEEDED) {
        Spans.failed(span, ended.detail().isEmpty() ? ended.end().name() : ended.detail());
      }
      Spans.end(span, ended.at());
    }
  }

  private void endRound(Instant at) {
    if (round != null) {
      round.tag("grapevine.round.bids", Integer.toString(bids));
      Spans.end(round, at);
    }
    round = null;
    bids = 0;
  }

  void conclude(JobEvent.Concluded over) {
    job.tag("grapevine.job.status", over.outcome().status().name());
    Failure failure = over.outcome().failure();
    if (failure != null) {
      Spans.failed(job, failure.code() + ": " + failure.detail());
    }
    end(over.at());
  }

  /** Nothing more will be heard of the job. */
  void end(Instant at) {
    endRound(at);
    attempts.values().forEach(span -> Spans.end(span, at));
    attempts.clear();
    Spans.end(job, at);
  }
}
