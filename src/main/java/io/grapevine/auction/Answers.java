package io.grapevine.auction;

import io.grapevine.job.Bid;
import java.util.List;

/**
 * What came back for one offer.
 *
 * @param bids one per worker
 * @param refusals from how many other workers
 */
record Answers(List<Bid> bids, int refusals) {
  int count() {
    return bids.size() + refusals;
  }

  boolean areAllRefusals() {
    return bids.isEmpty() && refusals > 0;
  }
}
