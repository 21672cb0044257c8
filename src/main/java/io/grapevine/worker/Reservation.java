package io.grapevine.worker;

import io.grapevine.job.JobId;
import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.job.ReservationId;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Instant;

/**
 * Seats that are held for a bid.
 *
 * @param id by which the award calls for it
 * @param seat what is held
 * @param units how many are left of what was bid
 * @param until when they are free again if nothing happens
 */
record Reservation(
    ReservationId id,
    PeerId requester,
    OfferId offer,
    Terms terms,
    Seat seat,
    int units,
    Instant until) {

  /** A job has at most one bid here that holds seats; job ids are chosen by requesters. */
  record Key(PeerId requester, JobId job) {
    static Key of(Offer offer) {
      return new Key(offer.requester(), offer.id().job());
    }
  }

  Key key() {
    return new Key(requester, offer.job());
  }

  Reservation withoutOne() {
    return new Reservation(id, requester, offer, terms, seat, units - 1, until);
  }
}
