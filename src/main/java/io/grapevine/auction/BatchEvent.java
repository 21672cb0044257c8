package io.grapevine.auction;

import io.grapevine.job.Bid;
import io.grapevine.job.JobId;
import io.grapevine.job.OfferId;
import io.grapevine.job.Refusal;
import io.grapevine.libp2p.peer.PeerId;

/** A fact that the pool of one batch is told. */
public sealed interface BatchEvent {

  /** So many shares could be begun if there were units for them, beside those that ask already. */
  record Wanted(int units) implements BatchEvent {}

  /** The auction of a share announces this offer: it asks for a unit. */
  record Asked(OfferId ask) implements BatchEvent {}

  /** The auction of a share has no use for the bid of this worker. */
  record TurnedDown(OfferId ask, PeerId worker) implements BatchEvent {}

  /** The auction of a share made an award. */
  record Awarded(AuctionEffect.Dial award) implements BatchEvent {}

  /**
   * A share is over.
   *
   * @param delivered whether its worker did the work, and so may have the next share
   */
  record ShareOver(JobId share, boolean delivered) implements BatchEvent {}

  /** The offer of the batch was handed to gossip, as in {@link AuctionEvent.OfferPublished}. */
  record OfferPublished(OfferId offer, int recipients, int capable) implements BatchEvent {}

  /** A worker bids for the offer of the batch. */
  record BidReceived(Bid bid) implements BatchEvent {}

  /** A worker refuses the offer of the batch. */
  record RefusalReceived(Refusal refusal) implements BatchEvent {}

  /** The instant that {@code nextDeadline} named has come. Spurious ones are harmless. */
  record DeadlineReached() implements BatchEvent {}
}
