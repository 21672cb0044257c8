package io.grapevine.auction;

import io.grapevine.job.Bid;
import io.grapevine.job.Sampling;
import java.util.Comparator;

/**
 * Least used first: by the share of slots that are taken, then by processor, then by memory.
 * Workers that are equally used follow in an order that is stable for one job and different for the
 * next, so that ties spread over all of them.
 */
public final class LeastLoadedRanking implements Ranking {
  /** Rounds count from 1, so no sample is drawn with this salt. */
  private static final int TIE_SALT = 0;

  private static final Comparator<Bid> ORDER =
      Comparator.comparingDouble((Bid bid) -> bid.load().occupancy())
          .thenComparingDouble(bid -> bid.load().cpu())
          .thenComparingDouble(bid -> bid.load().memory())
          .thenComparingLong(bid -> Sampling.hash(bid.offer().job(), TIE_SALT, bid.worker()))
          .thenComparing(Bid::worker);

  @Override
  public int compare(Bid one, Bid other) {
    return ORDER.compare(one, other);
  }
}
