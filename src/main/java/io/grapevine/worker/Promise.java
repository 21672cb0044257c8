package io.grapevine.worker;

import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;

/**
 * What a bid said.
 *
 * @param offer which it answered
 * @param terms of the offer
 * @param forMany whether the offer was for the shares of a batch: each is a job of its own with a
 *     payload of its own, and takes one award. Any other bid takes one attempt in all.
 * @param units attempts of a bid for many that may be live at once; one that is over makes room
 * @param seat what was held for it
 */
record Promise(OfferId offer, Terms terms, boolean forMany, int units, Seat seat) {
  static Promise of(Offer offer, int units, Seat seat) {
    return new Promise(offer.id(), Terms.of(offer), offer.units() > 1, units, seat);
  }

  /** Whether the award is about what was offered. */
  boolean covers(WorkerEvent.AwardReceived award, long payloadSizeMax) {
    if (forMany) {
      return award.type().equals(terms.type()) && award.payloadSize() <= payloadSizeMax;
    }
    return terms.equals(Terms.of(award)) && award.assignment().attempt().job().equals(offer.job());
  }

  /** Whether there is nothing left of it while so many attempts live and so many are spent. */
  boolean isUsedUp(int live, int spent) {
    return forMany ? live >= units : live + spent > 0;
  }
}
