package io.grapevine.rest.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.grapevine.job.BatchFigures;
import io.grapevine.job.Job;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Outcome;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A batch as clients see it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Batch", description = "Many items of one work type that are done as one request.")
public record BatchView(
    @Schema(format = "uuid") String id,
    @Schema(example = "echo") String type,
    @Schema(
            description =
                "RUNNING from its first share on. SUCCEEDED if every item has a result, FAILED if"
                    + " some have none.")
        JobStatus status,
    SortedMap<String, String> labels,
    Instant submittedAt,
    @Schema(description = "Absent until the batch is over.") @Nullable Instant finishedAt,
    @Schema(description = "Id of the peer that looks after the batch.") String requester,
    @Schema(description = "How many items there are.") int items,
    @Schema(description = "Items that wait.") int queued,
    @Schema(description = "Items that are with a worker, or about to be.") int running,
    @Schema(description = "Items with a result.") int succeeded,
    @Schema(description = "Items that failed for good.") int failed,
    @Schema(description = "Parts of the batch that were handed to workers so far.") int shares,
    @Schema(description = "How many workers have delivered.") int workers,
    @Schema(description = "Why not every item has a result.") @Nullable FailureView failure) {

  /** What is known of a batch. */
  public static BatchView of(Job batch, BatchFigures figures) {
    boolean begun = figures.shares() > 0 && !batch.status().isFinal();
    Outcome outcome = batch.outcome();
    return new BatchView(
        batch.id().toString(),
        batch.spec().type().name(),
        begun ? JobStatus.RUNNING : batch.status(),
        batch.spec().labels(),
        batch.submittedAt(),
        batch.finishedAt(),
        batch.requester().toString(),
        figures.items(),
        figures.queued(),
        figures.running(),
        figures.succeeded(),
        figures.failed(),
        figures.shares(),
        figures.workers(),
        outcome == null || outcome.failure() == null ? null : FailureView.of(outcome.failure()));
  }
}
