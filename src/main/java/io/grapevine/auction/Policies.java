package io.grapevine.auction;

import io.grapevine.job.Bid;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Requirements;
import io.grapevine.job.SelectionPolicy;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * The rules that are built in. Each of them ends with the least loaded worker where it makes no
 * difference itself; among equally loaded ones the soft requirements of the job decide.
 */
final class Policies {
  private final Reputation reputation;
  private final ToDoubleFunction<PeerId> workDone;
  private final RandomGenerator random;

  /**
   * @param workDone by a worker so far, in any unit
   */
  Policies(Reputation reputation, ToDoubleFunction<PeerId> workDone, RandomGenerator random) {
    this.reputation = reputation;
    this.workDone = workDone;
    this.random = random;
  }

  Policy of(SelectionPolicy policy) {
    return switch (policy) {
      case LEAST_LOADED -> new LeastLoaded();
      case TWO_CHOICES -> new TwoChoices();
      case FASTEST -> new Fastest();
      case FAIR -> new Fair();
      case REQUIREMENTS_FIRST -> new RequirementsFirst();
    };
  }

  private static Comparator<Bid> leastLoaded(JobSpec job) {
    return LeastLoadedRanking.BY_WAIT
        .thenComparing(mostSuitable(job))
        .thenComparing(LeastLoadedRanking.BY_MACHINE);
  }

  private static Comparator<Bid> mostSuitable(JobSpec job) {
    Requirements wanted = job.preferences().requirements();
    return Comparator.comparingDouble(bid -> -wanted.score(bid.attributes()));
  }

  private static boolean isPerfect(Bid bid, JobSpec job) {
    return job.preferences().requirements().score(bid.attributes()) == 1;
  }

  private static final class LeastLoaded implements Policy {
    @Override
    public Bid choose(List<Bid> candidates, JobSpec job, Instant now) {
      return Collections.min(candidates, leastLoaded(job));
    }

    @Override
    public boolean takesTheFirstIdle(Bid bid, JobSpec job) {
      return isPerfect(bid, job);
    }
  }

  /** Two that are drawn by lot are nearly as good as all, and nobody runs to the same one. */
  private final class TwoChoices implements Policy {
    @Override
    public Bid choose(List<Bid> candidates, JobSpec job, Instant now) {
      if (candidates.size() < 2) {
        return candidates.getFirst();
      }
      int one = random.nextInt(candidates.size());
      int other = random.nextInt(candidates.size() - 1);
      List<Bid> drawn =
          List.of(candidates.get(one), candidates.get(other < one ? other : other + 1));
      return Collections.min(drawn, leastLoaded(job));
    }

    @Override
    public boolean takesTheFirstIdle(Bid bid, JobSpec job) {
      return false;
    }
  }

  /** By the time that a result is expected to take, waiting and failures included. */
  private final class Fastest implements Policy {
    @Override
    public Bid choose(List<Bid> candidates, JobSpec job, Instant now) {
      Comparator<Bid> soonest =
          Comparator.comparingDouble(
              bid ->
                  bid.startsIn().toNanos() / 1e9
                      + reputation.expectedSeconds(bid.worker(), job.type(), now));
      return Collections.min(candidates, soonest.thenComparing(leastLoaded(job)));
    }

    @Override
    public boolean takesTheFirstIdle(Bid bid, JobSpec job) {
      return false;
    }
  }

  /** Who did least gets the job; what it has in hand counts as if it were done. */
  private final class Fair implements Policy {
    @Override
    public Bid choose(List<Bid> candidates, JobSpec job, Instant now) {
      Comparator<Bid> leastDone =
          Comparator.comparingDouble(
              bid -> workDone.applyAsDouble(bid.worker()) + reputation.workInHand(bid.worker()));
      return Collections.min(candidates, leastDone.thenComparing(leastLoaded(job)));
    }

    /**
     * All that the sample gives: those who are near answer first, and would do most of the work.
     */
    @Override
    public int bidsWanted(int usual) {
      return Integer.MAX_VALUE;
    }

    @Override
    public boolean takesTheFirstIdle(Bid bid, JobSpec job) {
      return false;
    }
  }

  private static final class RequirementsFirst implements Policy {
    @Override
    public Bid choose(List<Bid> candidates, JobSpec job, Instant now) {
      return Collections.min(candidates, mostSuitable(job).thenComparing(leastLoaded(job)));
    }

    @Override
    public boolean takesTheFirstIdle(Bid bid, JobSpec job) {
      return isPerfect(bid, job);
    }
  }
}
