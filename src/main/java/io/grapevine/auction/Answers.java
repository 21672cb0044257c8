package io.grapevine.auction;

import io.grapevine.job.Bid;
import java.util.List;

/**
 * What came back for one offer.
 *
 * @param bids one per worker
 * @param refusals from how many other workers
 * @param passing how many of the refusals may turn into bids when time has passed
 */
record Answers(List<Bid> bids, int refusals, int passing) {
  /** Nobody was asked yet. */
  static final Answers NONE = new Answers(List.of(), 0, 0);

  int count() {
    return bids.size() + refusals;
  }

  boolean areAllRefusals() {
    return bids.isEmpty() && refusals > 0;
  }

  /** Nobody bid, and somebody would have if it were not so busy. */
  boolean areBusy() {
    return areAllRefusals() && passing > 0;
  }
}
