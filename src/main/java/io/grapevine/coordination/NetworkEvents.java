package io.grapevine.coordination;

import io.grapevine.auction.AuctionEvent;
import io.grapevine.job.Announcement;
import io.grapevine.job.JobId;
import io.grapevine.job.Offer;
import io.grapevine.job.SignedOutcome;
import io.grapevine.worker.WorkerEvent;

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

  /** An outcome was heard; its signatures are checked. */
  void outcomeHeard(SignedOutcome outcome);

  /** A peer announced itself; the author is proven. */
  void announcementHeard(Announcement announcement);
}
