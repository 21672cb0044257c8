package io.grapevine.coordination;

import io.grapevine.job.Digest;
import io.grapevine.job.SignedOutcome;
import java.time.Instant;

/**
 * An outcome in this peer's ledger.
 *
 * @param sequence counts from 1 in the order in which this peer heard them
 * @param previous hash of the entry before; {@link LedgerChain#GENESIS} for the first
 * @param hash of this entry, see {@link LedgerChain#hash}
 * @param receivedAt by this peer's clock; the hash does not cover it
 * @param conflicting whether its requester had stated another outcome of the same job before: kept
 *     as evidence, and not counted in any total
 * @param receipt what is known of the worker's signature
 */
public record LedgerEntry(
    long sequence,
    Digest previous,
    Digest hash,
    Instant receivedAt,
    SignedOutcome signed,
    boolean conflicting,
    ReceiptVerdict receipt) {
  /** The same entry after a look at its receipt. */
  public LedgerEntry with(ReceiptVerdict verdict) {
    return new LedgerEntry(sequence, previous, hash, receivedAt, signed, conflicting, verdict);
  }
}
