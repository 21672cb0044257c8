package io.grapevine.rest.model;

import io.grapevine.job.Progress;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far a handler has come. */
@Schema(name = "Progress", description = "How far a handler has come.")
public record ProgressView(
    @Schema(minimum = "0", maximum = "100") int percent,
    @Schema(description = "For people; may be empty.") String message,
    @Schema(description = "When the requester heard of it.") Instant at) {
  static @Nullable ProgressView of(@Nullable Progress progress, @Nullable Instant at) {
    return progress == null || at == null
        ? null
        : new ProgressView(progress.percent(), progress.message(), at);
  }
}
