package io.grapevine.rest.model;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Part of a list. One record per kind of item, so that the contract names them. */
public sealed interface Page {

  /** Jobs, the newest first. */
  @Schema(name = "JobPage", description = "Jobs, the newest first.")
  record Jobs(List<JobView> items, @Schema(description = CURSOR) @Nullable String nextCursor)
      implements Page {}

  /** Entries of a history, the oldest first. */
  @Schema(name = "EventPage", description = "The history of a job so far, the oldest entry first.")
  record Events(List<EventView> items, @Schema(description = CURSOR) @Nullable String nextCursor)
      implements Page {}

  /** Work types, by name. */
  @Schema(name = "WorkTypePage", description = "Work types in the order of their names.")
  record WorkTypes(
      List<WorkTypeView> items, @Schema(description = CURSOR) @Nullable String nextCursor)
      implements Page {}

  /** Peers, by id. */
  @Schema(name = "WorkerPage", description = "Peers in the order of their ids.")
  record Workers(List<WorkerView> items, @Schema(description = CURSOR) @Nullable String nextCursor)
      implements Page {}

  /** Outcomes, the newest first. */
  @Schema(name = "OutcomePage", description = "Outcomes, the one heard last first.")
  record Outcomes(
      List<OutcomeView> items, @Schema(description = CURSOR) @Nullable String nextCursor)
      implements Page {}

  /** Sums of work, the longest run time first. */
  @Schema(name = "WorkTotalPage", description = "Sums of work, the longest run time first.")
  record WorkTotals(
      List<WorkTotalView> items,
      @Schema(description = CURSOR) @Nullable String nextCursor,
      @Schema(
              description =
                  "Entries of the ledger whose receipts were not checked yet, so that they are in"
                      + " no sum.")
          long unchecked)
      implements Page {}

  /** Batches, the newest first. */
  @Schema(name = "BatchPage", description = "Batches, the newest first.")
  record Batches(List<BatchView> items, @Schema(description = CURSOR) @Nullable String nextCursor)
      implements Page {}

  /** What the contract says of the cursor. */
  String CURSOR = "To be passed as cursor for the next page; null on the last one.";
}
