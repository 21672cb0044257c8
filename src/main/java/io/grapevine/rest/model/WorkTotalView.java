package io.grapevine.rest.model;

import io.grapevine.coordination.WorkTotal;
import io.swagger.v3.oas.annotations.media.Schema;

/** Work done by one peer, or for it. */
@Schema(name = "WorkTotal", description = "Sum over the outcomes that succeeded.")
public record WorkTotalView(
    @Schema(description = "Who did the work, or asked for it.") String peerId,
    @Schema(description = "Jobs that succeeded.") long jobs,
    @Schema(format = "duration", example = "PT1H0.5S") String runTime,
    @Schema(description = "Bytes taken in.") long payloadSize,
    @Schema(description = "Bytes given out.") long resultSize) {

  /** The view of a sum. */
  public static WorkTotalView of(WorkTotal total) {
    return new WorkTotalView(
        total.peer().toString(),
        total.jobs(),
        total.runTime().toString(),
        total.payloadBytes(),
        total.resultBytes());
  }
}
