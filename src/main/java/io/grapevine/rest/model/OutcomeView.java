package io.grapevine.rest.model;

import io.grapevine.coordination.LedgerEntry;
import io.grapevine.coordination.ReceiptVerdict;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Outcome;
import io.grapevine.job.Receipt;
import io.grapevine.job.Usage;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An outcome of which this peer has heard. */
@Schema(name = "Outcome", description = "The single end of a job, as its requester broadcast it.")
public record OutcomeView(
    @Schema(description = "Counts from 1 in the order in which this peer heard them.")
        long position,
    Instant heardAt,
    @Schema(
            description =
                "SHA-256 of this entry, in hexadecimal: of the ASCII text grapevine-ledger-1 and a"
                    + " line feed, previousHash, position (8 bytes), place (4 bytes) and the"
                    + " SHA-256 of the envelope.")
        String hash,
    @Schema(description = "Hash of the entry before; zeros for the first.") String previousHash,
    @Schema(
            description =
                "Whether its requester had stated another outcome of the same job before; then it"
                    + " counts in no total.")
        boolean conflicting,
    @Schema(
            description =
                "What is known of the worker's signature: NONE if there is no receipt, UNCHECKED"
                    + " if nobody has looked yet, SIGNED, FORGED, or STALE if it is signed and"
                    + " may have been counted before. Only what is SIGNED counts in the totals.")
        ReceiptVerdict receipt,
    UUID jobId,
    @Schema(example = "echo") String type,
    @Schema(description = "One of the five outcomes.") JobStatus status,
    String requester,
    @Schema(description = "Who delivered, or whose failure was final.") @Nullable String worker,
    @Schema(description = "Workers that were chosen.") int attempts,
    @Schema(
            description =
                "Number of the latest offer; some are left out when the requester was restarted.")
        int rounds,
    @Nullable FailureView failure,
    @Schema(description = "SHA-256 of the result, in hexadecimal.") @Nullable String resultDigest,
    @Schema(description = "What it cost the worker, by its own account.") @Nullable UsageView usage,
    @Schema(
            description =
                "The outcome with the requester's signature as it went over the wire, perhaps"
                    + " with others of the same requester.",
            format = "byte")
        String envelope,
    @Schema(description = "Of the outcome in its envelope, counted from 0.") int place) {

  /** The view of an outcome. */
  public static OutcomeView of(LedgerEntry entry) {
    Outcome outcome = entry.signed().outcome();
    Receipt receipt = outcome.receipt();
    return new OutcomeView(
        entry.sequence(),
        entry.receivedAt(),
        entry.hash().hex(),
        entry.previous().hex(),
        entry.conflicting(),
        entry.receipt(),
        outcome.job().value(),
        outcome.type().name(),
        outcome.status(),
        outcome.requester().toString(),
        Views.text(outcome.worker()),
        outcome.attempts(),
        outcome.rounds(),
        FailureView.of(outcome.failure()),
        receipt == null ? null : receipt.result().hex(),
        receipt == null ? null : UsageView.of(receipt.usage()),
        Base64.getEncoder().encodeToString(entry.signed().envelope().array()),
        entry.signed().place());
  }

  /** What an attempt cost. */
  @Schema(name = "Usage", description = "What an attempt cost its worker.")
  public record UsageView(
      @Schema(format = "duration", example = "PT0.012S") String runTime,
      @Schema(description = "Bytes taken in.") long payloadSize,
      @Schema(description = "Bytes given out.") long resultSize) {
    static UsageView of(Usage usage) {
      return new UsageView(usage.runTime().toString(), usage.payloadSize(), usage.resultSize());
    }
  }
}
