package io.grapevine.worker;

import io.grapevine.job.Offer;

/**
 * What a bid said.
 *
 * @param terms of the offer
 * @param forMany whether the offer was for the shares of a batch: each is a job of its own with a
 *     payload of its own, and takes one award
 * @param units attempts of a bid for many that may be live at once; one that is over makes room
 * @param seat what was held for it
 */
record Promise(Terms terms, boolean forMany, int units, Seat seat) {
  static Promise of(Offer offer, int units, Seat seat) {
    return new Promise(Terms.of(offer), offer.units() > 1, units, seat);
  }

  /** Whether the award is about what was offered. */
  boolean covers(WorkerEvent.AwardReceived award, long payloadSizeMax) {
    if (forMany) {
      return award.type().equals(terms.type()) && award.payloadSize() <= payloadSizeMax;
    }
    return terms.equals(Terms.of(award))
        && award.assignment().attempt().job().equals(award.offer().job());
  }

  /** Whether so many live attempts are all that was bid for; a single job may come back. */
  boolean isUsedUp(int live) {
    return forMany && live >= units;
  }
}
