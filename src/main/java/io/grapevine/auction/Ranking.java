package io.grapevine.auction;

import io.grapevine.job.Bid;
import io.grapevine.job.JobSpec;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Decides between bids, and learns from what becomes of its decisions. All auctions of a requester
 * share one, on one thread.
 */
public interface Ranking {

  /**
   * The bid that is to get the job. Everything that rules a bid out was seen to before.
   *
   * @param candidates at least one, and one per worker
   */
  Bid choose(List<Bid> candidates, JobSpec job, Instant now);

  /** Whether no other bid could be better by so much that it is worth waiting for. */
  default boolean isSettledBy(Bid bid, JobSpec job, Instant now) {
    return LeastLoadedRanking.couldStartAtOnce(bid);
  }

  /**
   * Whether this worker has done so badly of late that anybody else is to be preferred. What it
   * answers is no reason to wait less for others.
   */
  default boolean isDoubtful(PeerId worker, Instant now) {
    return false;
  }

  /**
   * How many bids are enough to close a round.
   *
   * @param usual as configured
   */
  default int bidsWanted(JobSpec job, int usual) {
    return usual;
  }

  /** A run time that only one in twenty attempts at such work exceeds; empty if too few ran. */
  default Optional<Duration> unusuallyLong(WorkType type) {
    return Optional.empty();
  }

  /**
   * Tells what is known of work that was done for anybody; before the first choice.
   *
   * @param known seconds of work that a worker has done; asked on the thread of the auctions, so it
   *     must answer at once
   */
  default void consult(ToDoubleFunction<PeerId> known) {}

  /** The worker of this bid is about to get the job. */
  default void awarded(Bid bid, JobSpec job) {}

  /** An attempt is over. */
  default void observe(Conduct conduct, Instant now) {}
}
