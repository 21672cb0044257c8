package io.grapevine.coordination;

import io.grapevine.auction.AuctionEvent;
import io.grapevine.job.Announcement;
import io.grapevine.job.JobId;
import io.grapevine.job.Offer;
import io.grapevine.job.SignedOutcome;
import io.grapevine.worker.WorkerEvent;
import java.util.List;

/**
 * What a {@link JobNetwork} tells its peer. May be called from any thread and never blocks: a full
 * mailbox drops gossip and bids (counted), and answers everything that belongs to an attempt by
 * ending its stream.
 */
public interface NetworkEvents {
  /** An offer was heard and its form is sound. */
  void offerHeard(Offer offer);

  /**
   * Something happened to an auction of this peer.
   *
   * @return false if the mailbox is full
   */
  boolean auctionEvent(JobId job, AuctionEvent event);

  /**
   * Something happened to this peer's worker.
   *
   * @return false if the mailbox is full
   */
  boolean workerEvent(WorkerEvent event);

  /**
   * Outcomes were heard, all in one envelope; the signature of their requester is checked, those on
   * the receipts need not be.
   *
   * @param outcomes at least one, in the order of the envelope
   */
  void outcomesHeard(List<SignedOutcome> outcomes);

  /** A peer announced itself; the author is proven. */
  void announcementHeard(Announcement announcement);
}
