package io.grapevine.rest.model;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.Job;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One try at one worker. */
@Schema(name = "Attempt", description = "One try at one worker.")
public record AttemptView(
    @Schema(description = "Counts from 1.") int number,
    String worker,
    @Schema(description = "When its bid was chosen.") Instant awardedAt,
    @Schema(description = "When it took the job, or was given up although it may have.")
        @Nullable Instant startedAt,
    @Schema(description = "When the attempt was over.") @Nullable Instant endedAt,
    @Schema(description = "Why it is over.") @Nullable AttemptEnd end,
    @Schema(description = "More on that, for people; may be empty.") String detail,
    @Schema(description = "The latest that its handler reported.")
        @Nullable ProgressView progress) {
  static AttemptView of(Job.Attempt attempt) {
    return new AttemptView(
        attempt.id().number(),
        attempt.worker().toString(),
        attempt.awardedAt(),
        attempt.startedAt(),
        attempt.endedAt(),
        attempt.end(),
        attempt.detail(),
        ProgressView.of(attempt.progress(), attempt.progressAt()));
  }
}
