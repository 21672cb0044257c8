package io.grapevine.auction;

import io.grapevine.job.Bid;
import io.grapevine.job.JobSpec;
import java.time.Instant;
import java.util.List;

/** One rule by which a worker is chosen. */
interface Policy {
  /**
   * The bid that is to get the job.
   *
   * @param candidates at least one; of workers that meet what is required and are equally reliable
   */
  Bid choose(List<Bid> candidates, JobSpec job, Instant now);

  /** How many bids are enough to close a round. */
  default int bidsWanted(int usual) {
    return usual;
  }

  /** Whether a bidder that could start at once is as good as any other that might bid. */
  boolean takesTheFirstIdle(Bid bid, JobSpec job);
}
