package io.grapevine.coordination;

import io.grapevine.job.Outcome;
import io.grapevine.job.Receipt;
import io.grapevine.libp2p.peer.PeerId;

/** Looks at the receipt of one entry of a ledger. */
public final class ReceiptAudit {
  private final OutcomeSeals seals;
  private final PeerId self;

  /**
   * An audit by a peer.
   *
   * @param self checked the receipts of its own jobs before it stated their outcomes
   */
  public ReceiptAudit(OutcomeSeals seals, PeerId self) {
    this.seals = seals;
    this.self = self;
  }

  /** {@link ReceiptVerdict#NONE}, {@code SIGNED} or {@code FORGED}. */
  public ReceiptVerdict of(LedgerEntry entry) {
    Outcome outcome = entry.signed().outcome();
    Receipt receipt = outcome.receipt();
    if (receipt == null) {
      return ReceiptVerdict.NONE;
    }
    return outcome.requester().equals(self) || seals.isSigned(receipt)
        ? ReceiptVerdict.SIGNED
        : ReceiptVerdict.FORGED;
  }

  /** What is known of an entry at which nobody has looked. */
  public static ReceiptVerdict unseen(Outcome outcome) {
    return outcome.receipt() == null ? ReceiptVerdict.NONE : ReceiptVerdict.UNCHECKED;
  }
}
