package io.grapevine.coordination;

import io.grapevine.job.JobId;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What can be read in a peer's ledger of outcomes. Safe for use by many threads; may wait for IO.
 */
public interface OutcomeRecords {
  /** Part of the ledger, the newest first. */
  OutcomePage page(OutcomeQuery query);

  /**
   * Entries in their order.
   *
   * @param from sequence number of the first; entries that were dropped are left out
   * @param limit most entries
   */
  List<LedgerEntry> range(long from, int limit);

  /** Sequence number of the first entry that was received at that time or later. */
  long firstSince(Instant time);

  /** The outcome that a requester stated first for a job. */
  Optional<LedgerEntry> find(PeerId requester, JobId job);

  /**
   * Checks the chain and every signature of part of the ledger.
   *
   * @param from sequence number of the first entry
   * @param count most entries, 1 to {@link LedgerVerification#ENTRIES_MAX}
   */
  LedgerVerification verify(long from, int count);

  /**
   * Work done, by those who did it or those who asked for it, of all entries whose receipts were
   * checked; the longest run time first.
   */
  List<WorkTotal> totals(WorkRole role);

  /** The last link of the chain. */
  LedgerLink head();

  /** The last link that was dropped from the front: the first entry kept is the next one. */
  LedgerLink checkpoint();

  /** What has come of outcomes so far. */
  LedgerFigures figures();
}
