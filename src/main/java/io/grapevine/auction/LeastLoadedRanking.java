package io.grapevine.auction;

import io.grapevine.job.Bid;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Sampling;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Least used first: by the wait for a slot, then by the share of slots that are taken, then by
 * processor, then by memory. The latter two count in eighths: a finer measure would send every
 * requester to the same one of many workers that hardly differ. Workers that are equally used
 * follow in an order that is stable for one job and different for the next, so that ties spread
 * over all of them.
 */
public final class LeastLoadedRanking implements Ranking, Comparator<Bid> {
  /** Rounds count from 1, so no sample is drawn with this salt. */
  private static final int TIE_SALT = 0;

  private static final int STEPS = 8;

  /** By what lies ahead of the job at the worker. */
  static final Comparator<Bid> BY_WAIT =
      Comparator.comparing(Bid::startsIn).thenComparingDouble(bid -> bid.load().occupancy());

  /** By the state of the machine, and then by lot. No two workers tie. */
  static final Comparator<Bid> BY_MACHINE =
      Comparator.comparingLong((Bid bid) -> Math.round(bid.load().cpu() * STEPS))
          .thenComparingLong(bid -> Math.round(bid.load().memory() * STEPS))
          .thenComparingLong(bid -> Sampling.hash(bid.offer().job(), TIE_SALT, bid.worker()))
          .thenComparing(Bid::worker);

  private static final Comparator<Bid> ORDER = BY_WAIT.thenComparing(BY_MACHINE);

  @Override
  public int compare(Bid one, Bid other) {
    return ORDER.compare(one, other);
  }

  @Override
  public Bid choose(List<Bid> candidates, JobSpec job, Instant now) {
    return Collections.min(candidates, this);
  }

  /** Nothing runs there, and the one slot that may be held is the one of this bid. */
  static boolean couldStartAtOnce(Bid bid) {
    return bid.startsIn().isZero() && bid.load().isIdle() && bid.load().reserved() <= 1;
  }
}
