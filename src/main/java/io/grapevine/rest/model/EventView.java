package io.grapevine.rest.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.grapevine.job.AttemptEnd;
import io.grapevine.job.Bid;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Outcome;
import io.grapevine.job.Refusal;
import io.grapevine.job.RefusalReason;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One entry in the history of a job. Beside the first three, members depend on the kind. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    name = "JobEvent",
    description =
        "One entry in the history of a job. Which optional members it has depends on its"
            + " kind.")
public record EventView(
    @Schema(description = "Counts from 1; the id in the live stream.") int sequence,
    EventKind kind,
    Instant at,
    @Schema(description = "Offer, counted from 1.") @Nullable Integer round,
    @Schema(description = "Peers to which the offer went; 0: nobody could be reached yet.")
        @Nullable Integer recipients,
    @Schema(description = "Who bid, refused, was chosen or delivered.") @Nullable String worker,
    @Schema(description = "Of a bid; lower is better.") @Nullable Double score,
    @Schema(description = "Of a refusal.") @Nullable RefusalReason reason,
    @Schema(description = "Attempt, counted from 1.") @Nullable Integer attempt,
    @Schema(description = "Of the attempt.") @Nullable ProgressView progress,
    @Schema(description = "Why the attempt is over.") @Nullable AttemptEnd end,
    @Schema(description = "For people.") @Nullable String detail,
    @Schema(description = "Peer that has the job from then on.") @Nullable String requester,
    @Schema(description = "The outcome.") @Nullable JobStatus status,
    @Schema(description = "Why there is no result; of an attempt, if nobody else is to try.")
        @Nullable FailureView failure) {

  /** The view of the entry at a place in the history, counted from 1. */
  public static EventView of(int sequence, JobEvent event) {
    Draft draft = new Draft();
    switch (event) {
      case JobEvent.Submitted _ -> {}
      case JobEvent.Resumed resumed -> draft.requester = resumed.requester().toString();
      case JobEvent.OfferAnnounced offer -> draft.offer(offer);
      case JobEvent.BidPlaced placed -> draft.bid(placed.bid());
      case JobEvent.BidRefused refused -> draft.refusal(refused.refusal());
      case JobEvent.Awarded awarded -> draft.award(awarded);
      case JobEvent.AttemptStarted started -> draft.attempt = started.attempt().number();
      case JobEvent.ProgressReported reported -> draft.progress(reported);
      case JobEvent.AttemptEnded ended -> draft.attemptEnd(ended);
      case JobEvent.Concluded concluded -> draft.outcome(concluded.outcome());
    }
    return draft.finished(sequence, EventKind.of(event), event.at());
  }

  /** Collects the members that an entry has. */
  private static final class Draft {
    private @Nullable Integer round;
    private @Nullable Integer recipients;
    private @Nullable String worker;
    private @Nullable Double score;
    private @Nullable RefusalReason reason;
    private @Nullable Integer attempt;
    private @Nullable ProgressView progress;
    private @Nullable AttemptEnd end;
    private @Nullable String detail;
    private @Nullable String requester;
    private @Nullable JobStatus status;
    private @Nullable FailureView failure;

    void offer(JobEvent.OfferAnnounced offer) {
      round = offer.round();
      recipients = offer.recipients();
    }

    void bid(Bid bid) {
      round = bid.offer().round();
      worker = bid.worker().toString();
      score = bid.load().occupancy();
    }

    void refusal(Refusal refusal) {
      round = refusal.offer().round();
      worker = refusal.worker().toString();
      reason = refusal.reason();
      detail = refusal.detail();
    }

    void award(JobEvent.Awarded awarded) {
      round = awarded.offer().round();
      attempt = awarded.attempt().number();
      worker = awarded.worker().toString();
    }

    void progress(JobEvent.ProgressReported reported) {
      attempt = reported.attempt().number();
      progress = ProgressView.of(reported.progress(), reported.at());
    }

    void attemptEnd(JobEvent.AttemptEnded ended) {
      attempt = ended.attempt().number();
      end = ended.end();
      detail = ended.detail();
      failure = FailureView.of(ended.verdict());
    }

    void outcome(Outcome outcome) {
      worker = Views.text(outcome.worker());
      status = outcome.status();
      failure = FailureView.of(outcome.failure());
    }

    EventView finished(int sequence, EventKind kind, Instant at) {
      return new EventView(
          sequence,
          kind,
          at,
          round,
          recipients,
          worker,
          score,
          reason,
          attempt,
          progress,
          end,
          detail,
          requester,
          status,
          failure);
    }
  }
}
