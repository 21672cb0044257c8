package io.grapevine.rest.model;

import io.grapevine.job.Delivery;
import io.grapevine.job.Job;
import io.grapevine.job.JobSpec;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Outcome;
import io.swagger.v3.oas.annotations.media.Schema;
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
                "QUEUED: nobody has been reached yet. SOLICITING: the offer is out. DIALING: a"
                    + " worker was chosen. RUNNING: a worker has the job. The others are outcomes,"
                    + " after which nothing changes any more.")
        JobStatus status,
    @Schema(example = "{\"team\":\"search\"}") SortedMap<String, String> labels,
    Instant submittedAt,
    @Schema(description = "When the outcome came about.") @Nullable Instant finishedAt,
    @Schema(description = "Peer to which the job was submitted.") String requester,
    @Schema(description = "Worker of the latest attempt.") @Nullable String worker,
    @Schema(format = "duration", example = "PT30S") String timeout,
    int maxAttempts,
    Delivery delivery,
    @Schema(description = "Offers that went out.") int rounds,
    @Schema(description = "How far the attempt that runs has come.")
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
        job.rounds(),
        ProgressView.of(job.progress()),
        job.attempts().stream().map(AttemptView::of).toList(),
        job.bids().stream().map(bid -> BidView.of(job, bid)).toList(),
        job.refusals().stream().map(RefusalView::of).toList(),
        outcome == null ? null : FailureView.of(outcome.failure()),
        result);
  }
}
