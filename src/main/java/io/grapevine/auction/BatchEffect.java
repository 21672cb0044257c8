package io.grapevine.auction;

import io.grapevine.job.Bid;
import io.grapevine.job.JobId;
import io.grapevine.job.Offer;

/** What the pool of a batch wants done, in this order. */
public sealed interface BatchEffect {

  /** Gossip the offer of the batch; answer with {@link BatchEvent.OfferPublished}. */
  record PublishOffer(Offer offer) implements BatchEffect {}

  /** Tell the auction of a share, after everything that is being carried out now. */
  record Tell(JobId share, AuctionEvent event) implements BatchEffect {}

  /** Dial a worker for a share. */
  record Dial(AuctionEffect.Dial award) implements BatchEffect {}

  /** Tell a bidder that no more of its units are needed. */
  record RejectBid(Bid bid) implements BatchEffect {}
}
