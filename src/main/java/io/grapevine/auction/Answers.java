package io.grapevine.auction;

import io.grapevine.job.Bid;
import java.util.List;

/**
 * What came back for one offer.
 *
 * @param bids one per worker
 * @param refusals from how many other workers
 * @param passing how many of the refusals may turn into bids when time has passed
 * @param leaving how many of the refusals say that the worker is about to stop
 */
record Answers(List<Bid> bids, int refusals, int passing, int leaving) {
  /** Nobody was asked yet. */
  static final Answers NONE = new Answers(List.of(), 0, 0, 0);

  int count() {
    return bids.size() + refusals;
  }

  /** Nobody answered but workers that are as good as gone, and may be back. */
  boolean areSilence() {
    return bids.isEmpty() && refusals == leaving;
  }

  boolean areAllRefusals() {
    return bids.isEmpty() && refusals > 0;
  }

  /** Nobody bid, and somebody would have if it were not so busy. */
  boolean areBusy() {
    return areAllRefusals() && passing > 0;
  }
}
