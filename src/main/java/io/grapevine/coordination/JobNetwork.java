package io.grapevine.coordination;

import io.grapevine.auction.AuctionEffect;
import io.grapevine.job.Announcement;
import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.Content;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.Failure;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Offer;
import io.grapevine.job.Outcome;
import io.grapevine.job.Progress;
import io.grapevine.job.Refusal;
import io.grapevine.job.Usage;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.worker.Assignment;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Port: how a peer talks to others, itself included. No method blocks on the network; what happens
 * is told to the {@link NetworkEvents} that were given at the start. Sending to a peer that cannot
 * be reached is dropped and counted, except where an answer is promised.
 */
public interface JobNetwork extends AutoCloseable {
  /** This peer. */
  PeerId self();

  /** Opens the envelopes in which outcomes come; usable before the start. */
  OutcomeSeals seals();

  /** Listens for offers of these types, bids, awards, outcomes and announcements from now on. */
  void start(Set<WorkType> workTypes, NetworkEvents events);

  /** Gossips an offer; answered by {@code OfferPublished}. */
  void publishOffer(Offer offer);

  /** Answers an offer. */
  void sendBid(PeerId requester, Bid bid);

  /** Answers an offer. */
  void sendRefusal(PeerId requester, Refusal refusal);

  /** Frees a bidder. */
  void rejectBid(Bid bid);

  /**
   * Opens the work stream and presents the award; answered by confirmation, decline or failure to
   * dial.
   */
  void dial(AuctionEffect.Dial award, JobSpec job);

  /** Sends the payload of a confirmed award. */
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

  /** Takes an award. */
  void confirmAward(Assignment assignment);

  /** Turns an award away, and ends the work stream. */
  void declineAward(Assignment assignment, DeclineReason reason, String detail);

  /** Renews the lease. */
  void sendHeartbeat(Assignment assignment, @Nullable Progress progress);

  /** Signs a receipt and delivers the result. */
  void sendResult(Assignment assignment, Content result, Usage usage);

  /**
   * Delivers a failure, and ends the work stream.
   *
   * @param begun whether the handler was started
   */
  void sendFailure(Assignment assignment, Failure failure, boolean begun);

  /**
   * Signs and broadcasts an outcome; it is also told to this peer's own {@link
   * NetworkEvents#outcomesHeard}.
   */
  void publishOutcome(Outcome outcome);

  /** Broadcasts what this peer can do. */
  void announce(Announcement announcement);

  /** How this peer is connected now. */
  NetworkView view();

  @Override
  void close();
}
