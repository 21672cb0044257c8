package io.grapevine.auction;

import io.grapevine.job.AttemptId;
import io.grapevine.job.Content;
import io.grapevine.job.OfferId;
import io.grapevine.job.Receipt;
import io.grapevine.job.ReservationId;
import io.grapevine.libp2p.peer.PeerId;

/**
 * One try at one worker, as the auction knows it.
 *
 * @param offer the one that the worker's bid answered
 * @param reservation that of the bid
 * @param reserved whether the worker held a slot for it at the award, as far as is known here
 */
record Attempt(
    AttemptId id, OfferId offer, PeerId worker, ReservationId reservation, boolean reserved) {
  /** Whether the receipt says that this attempt gave this result to this requester. */
  boolean isProvenBy(Receipt receipt, Content result, PeerId requester) {
    return receipt.attempt().equals(id)
        && receipt.worker().equals(worker)
        && receipt.requester().equals(requester)
        && receipt.result().equals(result.digest());
  }
}
