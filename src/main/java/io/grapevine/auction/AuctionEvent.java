package io.grapevine.auction;

import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.Content;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.Failure;
import io.grapevine.job.OfferId;
import io.grapevine.job.Progress;
import io.grapevine.job.Receipt;
import io.grapevine.job.Refusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A fact that one auction is told. What names an old round or a dead attempt is ignored. */
public sealed interface AuctionEvent {

  /**
   * It is the turn of a job that was accepted and journalled: look for a worker. Exactly once, and
   * first, unless the job is called off before.
   *
   * @param waited time of the job that is gone already
   * @param capable peers that are believed to do such work by now, 0 if that is not known; decides
   *     how narrow the first sample is
   */
  record Opened(Duration waited, int capable) implements AuctionEvent {}

  /**
   * The requester is back: look for what the workers have. The first event of an auction that was
   * made from a history, exactly once.
   *
   * @param capable as for {@link Opened}
   */
  record Resumed(int capable) implements AuctionEvent {}

  /**
   * The offer was handed to gossip.
   *
   * @param recipients peers to which it was sent, this one included if it does such work; 0 if
   *     there is nobody yet
   * @param capable peers known to listen for such work, this one included if it does it
   */
  record OfferPublished(OfferId offer, int recipients, int capable) implements AuctionEvent {}

  /** A worker bids; the bidder's identity is proven. */
  record BidReceived(Bid bid) implements AuctionEvent {}

  /** A worker will not do it; its identity is proven. */
  record RefusalReceived(Refusal refusal) implements AuctionEvent {}

  /**
   * The worker was reached and took the award: it waits for the payload, or has it already. Told
   * when the award is durable as well.
   */
  record AwardConfirmed(AttemptId attempt) implements AuctionEvent {}

  /** The worker was reached and does not take the award. */
  record AwardDeclined(AttemptId attempt, DeclineReason reason, String detail)
      implements AuctionEvent {}

  /**
   * The worker could not be reached, or did not answer the award in time.
   *
   * @param payloadLeft whether the payload was on its way, so that the worker may have begun; if
   *     not, it will not leave any more
   */
  record DialFailed(AttemptId attempt, String detail, boolean payloadLeft) implements AuctionEvent {
    /** Before the payload left. */
    public DialFailed(AttemptId attempt, String detail) {
      this(attempt, detail, false);
    }
  }

  /** The worker is alive and at work: renews the lease. */
  record HeartbeatReceived(AttemptId attempt, @Nullable Progress progress)
      implements AuctionEvent {}

  /** The worker delivered; digest and signature of the receipt fit the content and the worker. */
  record ResultReceived(AttemptId attempt, Content result, Receipt receipt)
      implements AuctionEvent {}

  /** What the worker delivered does not fit its own receipt. */
  record InvalidResultReceived(AttemptId attempt, String detail) implements AuctionEvent {}

  /**
   * The handler failed, or the worker gives the job back.
   *
   * @param begun whether the handler was started, by the worker's own account
   */
  record WorkFailed(AttemptId attempt, Failure failure, boolean begun) implements AuctionEvent {
    /** Of a handler that was started. */
    public WorkFailed(AttemptId attempt, Failure failure) {
      this(attempt, failure, true);
    }
  }

  /** The work stream broke. */
  record ConnectionLost(AttemptId attempt, String detail) implements AuctionEvent {}

  /** The client calls the job off. */
  record CancelRequested(String reason) implements AuctionEvent {}

  /** The instant that {@code nextDeadline} named has come. Spurious ones are harmless. */
  record DeadlineReached() implements AuctionEvent {}
}
