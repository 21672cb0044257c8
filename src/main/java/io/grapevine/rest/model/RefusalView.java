package io.grapevine.rest.model;

import io.grapevine.job.Refusal;
import io.grapevine.job.RefusalReason;
import io.swagger.v3.oas.annotations.media.Schema;

/** A worker's answer that it would not do a job. */
@Schema(name = "Refusal", description = "A worker's answer that it will not do a job.")
public record RefusalView(
    String worker,
    @Schema(description = "Offer that it answers, counted from 1.") int round,
    RefusalReason reason,
    @Schema(description = "For people; may be empty.") String detail) {
  static RefusalView of(Refusal refusal) {
    return new RefusalView(
        refusal.worker().toString(), refusal.offer().round(), refusal.reason(), refusal.detail());
  }
}
