package io.grapevine.coordination;

import io.grapevine.job.Bid;
import io.grapevine.job.Content;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.Failure;
import io.grapevine.job.Progress;
import io.grapevine.job.Refusal;
import io.grapevine.job.Usage;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.worker.Assignment;
import org.jspecify.annotations.Nullable;

/**
 * Port: what a worker tells the requesters that it hears, this peer included. No method blocks on
 * the network; sending to a peer that cannot be reached is dropped and counted.
 */
public interface WorkerNetwork {
  /** Answers an offer. */
  void sendBid(PeerId requester, Bid bid);

  /** Answers an offer. */
  void sendRefusal(PeerId requester, Refusal refusal);

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
}
