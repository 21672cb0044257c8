package io.grapevine.worker;

import io.grapevine.job.Offer;

/**
 * What a bid said.
 *
 * @param terms of the offer
 * @param forMany whether the offer was for the shares of a batch: each is a job of its own with a
 *     payload of its own, and takes one award
 * @param unitsLeft awards that may still come on a bid for many
 * @param seat what was held for it
 */
record Promise(Terms terms, boolean forMany, int unitsLeft, Seat seat) {
  static Promise of(Offer offer, int units, Seat seat) {
    return new Promise(Terms.of(offer), offer.units() > 1, units, seat);
  }

  /** One award of many was taken; the one job of another bid may come back. */
  Promise withoutOne() {
    return forMany ? new Promise(terms, true, unitsLeft - 1, seat) : this;
  }

  /** Whether the award is about what was offered. */
  boolean covers(WorkerEvent.AwardReceived award, long payloadSizeMax) {
    if (forMany) {
      return award.type().equals(terms.type()) && award.payloadSize() <= payloadSizeMax;
    }
    return terms.equals(Terms.of(award))
        && award.assignment().attempt().job().equals(award.offer().job());
  }

  /** Whether all of its awards have come. */
  boolean isUsedUp() {
    return unitsLeft < 1;
  }
}
