package io.grapevine.rest.model;

import io.grapevine.coordination.LedgerLink;
import io.grapevine.coordination.LedgerVerification;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a look at part of the ledger found. */
@Schema(name = "LedgerVerification", description = "What a look at part of the ledger found.")
public record VerificationView(
    @Schema(
            description =
                "Whether the chain and the requesters' signatures that were looked at are right.")
        boolean sound,
    @Schema(description = "First entry that was looked at.") long from,
    @Schema(description = "Last entry that was looked at; one less than from if there was none.")
        long to,
    @Schema(description = "The first entry that is not sound; nothing behind it was looked at.")
        @Nullable Long broken,
    @Schema(description = "Why it is not.") @Nullable String reason,
    @Schema(
            description =
                "Receipts that their workers did not sign. Their requesters lied; the ledger is"
                    + " sound all the same, and counts no such work.")
        long forgedReceipts,
    @Schema(description = "The first entry with such a receipt.") @Nullable Long firstForged,
    @Schema(description = "The last entry of the ledger.") long head,
    @Schema(
            description =
                "Hash of the last entry, in hexadecimal. Whoever keeps it can tell later whether"
                    + " anything before it was changed.")
        String headHash) {

  /** The view of a look at a ledger with this last link. */
  public static VerificationView of(LedgerVerification found, LedgerLink head) {
    return new VerificationView(
        found.sound(),
        found.from(),
        found.to(),
        found.broken(),
        found.reason(),
        found.forged(),
        found.firstForged(),
        head.sequence(),
        head.hash().hex());
  }
}
