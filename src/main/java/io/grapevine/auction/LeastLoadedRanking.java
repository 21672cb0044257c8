package io.grapevine.auction;

import io.grapevine.job.Bid;
import io.grapevine.job.Load;
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
      Comparator.comparingDouble((Bid bid) -> occupancy(bid.load()))
          .thenComparingDouble(bid -> bid.load().cpu())
          .thenComparingDouble(bid -> bid.load().memory())
          .thenComparingLong(bid -> Sampling.hash(bid.offer().job(), TIE_SALT, bid.worker()))
          .thenComparing(Bid::worker);

  @Override
  public int compare(Bid one, Bid other) {
    return ORDER.compare(one, other);
  }

  /** Taken slots per slot; the one that is held for this very bid does not count against it. */
  static double occupancy(Load load) {
    long reservedForOthers = Math.max(0, load.reserved() - 1);
    return ((double) load.running() + reservedForOthers + load.queued()) / load.slots();
  }
}
