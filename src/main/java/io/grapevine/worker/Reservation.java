package io.grapevine.worker;

import io.grapevine.job.JobId;
import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Instant;

/**
 * A slot that is held for a bid.
 *
 * @param until when it is free again if nothing happens
 */
record Reservation(PeerId requester, OfferId offer, Terms terms, Instant until) {

  /** A job holds at most one slot here; job ids are chosen by requesters. */
  record Key(PeerId requester, JobId job) {
    static Key of(Offer offer) {
      return new Key(offer.requester(), offer.id().job());
    }
  }

  Key key() {
    return new Key(requester, offer.job());
  }
}
