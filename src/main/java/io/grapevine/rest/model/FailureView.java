package io.grapevine.rest.model;

import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Why a job did not succeed. */
@Schema(name = "Failure", description = "Why a job did not succeed.")
public record FailureView(
    @Schema(description = "For programs.") FailureCode code,
    @Schema(description = "For people: what happened and what can be done.") String detail,
    @Schema(description = "Whether the same request may succeed later.") boolean retryable) {
  static @Nullable FailureView of(@Nullable Failure failure) {
    return failure == null
        ? null
        : new FailureView(failure.code(), failure.detail(), failure.retryable());
  }
}
