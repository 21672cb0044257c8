package io.grapevine.network;

import io.grapevine.job.Bid;
import io.grapevine.job.Refusal;
import io.grapevine.job.ReservationId;

/** What goes over a bid stream. */
sealed interface BidMessage {
  /** From a worker: it holds a slot. */
  record Placed(Bid bid) implements BidMessage {}

  /** From a worker: it will not do it. */
  record Refused(Refusal refusal) implements BidMessage {}

  /** From a requester: the slot is not needed any more. */
  record Rejected(ReservationId reservation) implements BidMessage {}
}
