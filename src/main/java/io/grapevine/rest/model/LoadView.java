package io.grapevine.rest.model;

import io.grapevine.job.Load;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How busy a worker says it is. */
@Schema(name = "Load", description = "How busy a worker says it is.")
public record LoadView(
    @Schema(description = "Attempts that run.") int running,
    @Schema(description = "Slots that are held for bids.") int reserved,
    @Schema(description = "Attempts that wait for a slot.") int queued,
    @Schema(description = "Attempts that can run at once.") int slots,
    @Schema(description = "Share of the processors in use, 0 to 1.") double cpu,
    @Schema(description = "Share of the memory in use, 0 to 1.") double memory) {
  static LoadView of(Load load) {
    return new LoadView(
        load.running(), load.reserved(), load.queued(), load.slots(), load.cpu(), load.memory());
  }

  static @Nullable LoadView ofNullable(@Nullable Load load) {
    return load == null ? null : of(load);
  }
}
