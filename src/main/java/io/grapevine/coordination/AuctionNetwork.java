package io.grapevine.coordination;

import io.grapevine.auction.AuctionEffect;
import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.Content;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Offer;
import io.grapevine.job.Outcome;
import io.grapevine.libp2p.peer.PeerId;

/**
 * Port: what the auctions of a requester have done at other peers, this one included. No method
 * blocks on the network; sending to a peer that cannot be reached is dropped and counted, except
 * where an answer is promised.
 */
public interface AuctionNetwork {
  /** The requester, which is this peer. */
  PeerId self();

  /** Gossips an offer; answered by {@code OfferPublished}. */
  void publishOffer(Offer offer);

  /** Frees a bidder. */
  void rejectBid(Bid bid);

  /**
   * Opens the work stream and presents the award; answered by confirmation, decline or failure to
   * dial. The last says whether the payload had left.
   */
  void dial(AuctionEffect.Dial award, JobSpec job);

  /**
   * Sends the payload behind the award, which need not be confirmed: as soon as the stream is up.
   * Dropped if the attempt is over by then.
   */
  void sendPayload(AttemptId attempt, Content payload);

  /** Ends the work stream of an attempt and tells the worker why, if it can still be told. */
  void abandon(AttemptId attempt, AttemptEnd reason);

  /**
   * Ends the work streams of a job and tells the workers nothing: they go on, and keep what they
   * finish for a while.
   */
  void detach(JobId job);

  /** Tells the worker that its result is safe, and ends the work stream. */
  void acknowledge(AttemptId attempt);

  /**
   * Signs and broadcasts an outcome; it is also told to this peer's own {@link
   * NetworkEvents#outcomesHeard}.
   */
  void publishOutcome(Outcome outcome);
}
