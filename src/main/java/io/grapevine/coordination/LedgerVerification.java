package io.grapevine.coordination;

import io.grapevine.job.Bytes;
import io.grapevine.job.Digest;
import io.grapevine.job.Receipt;
import io.grapevine.job.SignedOutcome;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a look at part of a ledger found.
 *
 * @param from first entry that was looked at
 * @param to last entry that was looked at; {@code from - 1} if there was none
 * @param broken the first entry that is not sound, where the look ended; absent if all are
 * @param reason why it is not, for people; present exactly with {@code broken}
 * @param forged receipts that their workers did not sign. The ledger is sound all the same: it says
 *     truly what requesters stated, and those have lied
 * @param firstForged the first entry with such a receipt; present exactly if there is one
 */
public record LedgerVerification(
    long from,
    long to,
    @Nullable Long broken,
    @Nullable String reason,
    long forged,
    @Nullable Long firstForged) {
  /** A look that found no forged receipt. */
  public LedgerVerification(long from, long to, @Nullable Long broken, @Nullable String reason) {
    this(from, to, broken, reason, 0, null);
  }

  /** Most entries that are looked at in one go. */
  public static final int ENTRIES_MAX = 10_000;

  private static final String MISSING = "The entry is missing, or its envelope is unreadable.";

  /**
   * Looks at entries that follow one another: at the chain and at every signature.
   *
   * @param before the link before the first of them
   * @param count how many there must be
   */
  public static LedgerVerification of(
      LedgerLink before, List<LedgerEntry> entries, int count, OutcomeSeals seals) {
    long from = before.sequence() + 1;
    Digest previous = before.hash();
    long sequence = from;
    Envelope open = new Envelope(seals);
    long forged = 0;
    @Nullable Long firstForged = null;
    for (LedgerEntry entry : entries) {
      String fault = fault(entry, sequence, previous, open);
      if (fault != null) {
        return new LedgerVerification(from, sequence, sequence, fault, forged, firstForged);
      }
      Receipt receipt = entry.signed().outcome().receipt();
      if (receipt != null && !seals.isSigned(receipt)) {
        forged++;
        firstForged = firstForged == null ? Long.valueOf(sequence) : firstForged;
      }
      previous = entry.hash();
      sequence++;
    }
    return sequence == from + count
        ? new LedgerVerification(from, sequence - 1, null, null, forged, firstForged)
        : new LedgerVerification(from, sequence, sequence, MISSING, forged, firstForged);
  }

  /** Whether everything that was looked at is sound. */
  public boolean sound() {
    return broken == null;
  }

  private static @Nullable String fault(
      LedgerEntry entry, long sequence, Digest previous, Envelope open) {
    if (entry.sequence() != sequence) {
      return MISSING;
    }
    if (!LedgerChain.follows(entry, previous)) {
      return "Its hash does not follow from the entry before and its envelope.";
    }
    try {
      return open.holds(entry.signed()) ? null : "It says something else than its envelope.";
    } catch (IOException unsound) {
      return "Its envelope is not sound: %s.".formatted(unsound.getMessage());
    }
  }

  /** Checks each envelope once, since the entries of one envelope follow one another. */
  private static final class Envelope {
    private final OutcomeSeals seals;
    private @Nullable Bytes last;
    private List<SignedOutcome> outcomes = List.of();

    Envelope(OutcomeSeals seals) {
      this.seals = seals;
    }

    boolean holds(SignedOutcome signed) throws IOException {
      if (!Objects.equals(signed.envelope(), last)) {
        outcomes = seals.check(signed.envelope());
        last = signed.envelope();
      }
      return signed.place() < outcomes.size()
          && outcomes.get(signed.place()).outcome().equals(signed.outcome());
    }
  }
}
