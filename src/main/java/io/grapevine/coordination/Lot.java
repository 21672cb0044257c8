package io.grapevine.coordination;

import io.grapevine.auction.Auction;
import io.grapevine.job.AttemptId;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import java.util.HashSet;
import java.util.Set;

/**
 * One job under way: its auction, and what waits for the journal.
 *
 * @param calledOff attempts that were given up while their dial still waited for the journal
 */
record Lot(JobSpec spec, Auction auction, JobLine line, Set<AttemptId> calledOff) {
  Lot(JobSpec spec, Auction auction, JobLine line) {
    this(spec, auction, line, new HashSet<>());
  }

  JobId id() {
    return spec.id();
  }
}
