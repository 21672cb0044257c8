package io.grapevine.auction;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.Content;
import io.grapevine.job.JobEvent;
import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.job.Outcome;
import io.grapevine.job.ReservationId;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an auction wants done, in this order. {@link RecordEvent} entries are to be handed to the
 * journal before any later effect of the same list is carried out. A worker may be dialled while
 * its award is being written, but the payload is to leave, and the auction is to hear of {@link
 * AuctionEvent.AwardConfirmed}, only when the award is durable: so a restarted requester knows of
 * every award whose payload may have reached a worker.
 */
public sealed interface AuctionEffect {

  /**
   * Gossip the offer, under a new message id each time; answer with {@link
   * AuctionEvent.OfferPublished}.
   */
  record PublishOffer(Offer offer) implements AuctionEffect {}

  /**
   * Open a work stream to the worker, present the award and await its answer; answer with one of
   * {@link AuctionEvent.AwardConfirmed}, {@link AuctionEvent.AwardDeclined}, {@link
   * AuctionEvent.DialFailed}.
   *
   * @param offer the one that the worker's bid answered
   * @param reservation that of the bid, by which the worker knows what it promised
   * @param limit for dialling and confirming together
   * @param timeLeft of the whole job
   * @param lease how long the worker may be silent
   */
  record Dial(
      AttemptId attempt,
      OfferId offer,
      PeerId worker,
      ReservationId reservation,
      Duration limit,
      Duration timeLeft,
      Duration lease)
      implements AuctionEffect {}

  /**
   * Send the payload over the work stream, behind the award. It need not be confirmed yet, nor the
   * stream be up.
   */
  record SendPayload(AttemptId attempt) implements AuctionEffect {
    /**
     * Largest payload, in bytes, that leaves before its award is confirmed: it costs little where
     * the award is declined, and a worker takes it before it has looked at the award.
     */
    public static final int AHEAD_MAX = 64 << 10;
  }

  /** Tell the worker, if it can be told, that this attempt is off, and close the stream. */
  record AbandonAttempt(AttemptId attempt, AttemptEnd reason) implements AuctionEffect {}

  /** Tell a bidder that it was not chosen, so that its slot is free at once. */
  record RejectBid(Bid bid) implements AuctionEffect {}

  /** Tell the worker that its result is safe here, and close the stream. */
  record AcknowledgeResult(AttemptId attempt) implements AuctionEffect {}

  /**
   * The job is over: journal that it is, with the result, then sign and broadcast the outcome.
   * Exactly once, and last; no {@link RecordEvent} says it a second time. Whoever carries the
   * effects out has the result journalled before the {@link AcknowledgeResult} that precedes this.
   */
  record Conclude(Outcome outcome, @Nullable Content result) implements AuctionEffect {}

  /** Add to the job's history. */
  record RecordEvent(JobEvent event) implements AuctionEffect {}
}
