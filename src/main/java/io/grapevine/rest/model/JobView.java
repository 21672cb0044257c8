package io.grapevine.rest.model;

import io.grapevine.job.Delivery;
import io.grapevine.job.Job;
import io.grapevine.job.JobSpec;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Outcome;
import io.grapevine.job.Preferences;
import io.grapevine.job.Priority;
import io.grapevine.job.SelectionPolicy;
import io.grapevine.libp2p.peer.PeerId;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A job as it stands. */
@Schema(name = "Job", description = "A job as it stands.")
public record JobView(
    UUID id,
    @Schema(example = "echo") String type,
    @Schema(
            description =
                "QUEUED: it waits for its turn, or nobody has been reached yet. SOLICITING: the"
                    + " offer is out. DIALING: a worker was chosen. RUNNING: a worker has the job."
                    + " The others are outcomes, after which nothing changes any more.")
        JobStatus status,
    @Schema(example = "{\"team\":\"search\"}") SortedMap<String, String> labels,
    Instant submittedAt,
    @Schema(description = "When the outcome came about.") @Nullable Instant finishedAt,
    @Schema(description = "Peer to which the job was submitted.") String requester,
    @Schema(description = "Worker of the latest attempt.") @Nullable String worker,
    @Schema(format = "duration", example = "PT30S") String timeout,
    int maxAttempts,
    Delivery delivery,
    @Schema(description = "What was asked of the worker; null if nothing was.")
        @Nullable RequirementsView requirements,
    @Schema(description = "The rule that was asked for; null for that of the requester.")
        @Nullable SelectionPolicy policy,
    Priority priority,
    @Schema(description = "Whether a second attempt may run beside a slow one.") boolean hedged,
    @Schema(
            description = "How long one attempt may take; null for no limit but the job's own.",
            format = "duration",
            example = "PT10S")
        @Nullable String attemptTimeout,
    @Schema(description = "The only workers that may have it; empty for any.") List<String> workers,
    @Schema(
            description =
                "How long it waited at the requester until the first offer went out; null before.",
            format = "duration",
            example = "PT0.002S")
        @Nullable String queuedFor,
    @Schema(
            description =
                "Number of the latest offer; some are left out when the requester was restarted.")
        int rounds,
    @Schema(description = "How far the latest attempt has come; null when none is under way.")
        @Nullable ProgressView progress,
    @Schema(description = "Workers that were tried, in this order.") List<AttemptView> attempts,
    @Schema(description = "Workers that would do it, in the order of their answers.")
        List<BidView> bids,
    @Schema(description = "Workers that know the type and would not do it, with their reasons.")
        List<RefusalView> refusals,
    @Schema(description = "Why there is no result; only with an outcome other than SUCCEEDED.")
        @Nullable FailureView failure,
    @Schema(description = "What the worker delivered; only with SUCCEEDED.")
        @Nullable ResultView result) {

  /** The view of a job with a result that was prepared by the caller. */
  public static JobView of(Job job, @Nullable ResultView result) {
    JobSpec spec = job.spec();
    Preferences asked = spec.preferences();
    Outcome outcome = job.outcome();
    return new JobView(
        spec.id().value(),
        spec.type().name(),
        job.status(),
        spec.labels(),
        job.submittedAt(),
        job.finishedAt(),
        job.requester().toString(),
        Views.text(job.worker()),
        spec.timeout().toString(),
        spec.maxAttempts(),
        spec.delivery(),
        RequirementsView.of(asked.requirements()),
        asked.policy(),
        asked.priority(),
        asked.hedged(),
        Views.text(asked.attemptTimeout()),
        asked.workers().stream().map(PeerId::toString).toList(),
        Views.text(waited(job)),
        job.rounds(),
        ProgressView.of(job.progress(), job.progressAt()),
        job.attempts().stream().map(AttemptView::of).toList(),
        job.bids().stream().map(bid -> BidView.of(job, bid)).toList(),
        job.refusals().stream().map(RefusalView::of).toList(),
        outcome == null ? null : FailureView.of(outcome.failure()),
        result);
  }

  /** Never less than nothing, though the offer may be by another clock than the submission. */
  private static @Nullable Duration waited(Job job) {
    Instant openedAt = job.openedAt();
    if (openedAt == null) {
      return null;
    }
    Duration waited = Duration.between(job.submittedAt(), openedAt);
    return waited.isNegative() ? Duration.ZERO : waited;
  }
}
