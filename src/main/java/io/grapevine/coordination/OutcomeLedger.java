package io.grapevine.coordination;

import io.grapevine.job.SignedOutcome;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * Port: the ledger of one peer, a hash chain of all outcomes that it has heard. Each peer's ledger
 * is its own: peers hear outcomes in different orders, so no two chains need agree.
 *
 * <p>Of the outcomes that a requester states for one job, the first that is heard counts. A second
 * one that is the same is not kept; one that differs proves that the requester equivocates, and is
 * kept and marked.
 *
 * <p>An outcome is appended with a look at its requester's signature alone. The worker's signature
 * on the receipt is checked later, by {@link #audit}, and only then is the work in any sum.
 *
 * <p>The chain proves that entries were not changed, reordered or taken out behind the back of
 * whoever remembers a later hash. It does not prove that the ledger is complete, nor that the owner
 * did not build another one: that shows only in comparison with what others have.
 */
public interface OutcomeLedger extends OutcomeRecords, AutoCloseable {
  /**
   * Appends the outcomes of one envelope, as far as they are new; never blocks. When they come
   * faster than they can be written, they are dropped and counted.
   *
   * @param envelope outcomes with the same envelope, whose requester's signature was checked
   * @param receivedAt now
   */
  void append(List<SignedOutcome> envelope, Instant receivedAt);

  /**
   * Tells somebody of all that is appended from now on, in its order, on any thread that must not
   * be held up. To be called once, before the first {@link #append}.
   */
  void tell(Consumer<List<LedgerEntry>> audience);

  /**
   * Looks at the receipts of the next entries, and counts the work of those that their workers
   * signed. To be called by one thread.
   *
   * @param most entries
   * @param self this peer: it has checked the receipts of its own jobs before it believed the
   *     results
   * @return the entries that were looked at, with what was found; none if there is nothing to do
   */
  List<LedgerEntry> audit(int most, PeerId self);

  /** Writes what was appended, as far as that takes no longer than a few seconds. */
  @Override
  void close();
}
