package io.grapevine.coordination;

import io.grapevine.job.Digest;

/**
 * One link of a ledger's chain: its last one, or the last one that was dropped from its front.
 *
 * @param sequence number of the entry; 0 before the first
 */
public record LedgerLink(long sequence, Digest hash) {
  /** Before the first entry. */
  public static final LedgerLink START = new LedgerLink(0, LedgerChain.GENESIS);
}
