package io.grapevine.simulation;

import io.grapevine.auction.Conduct;
import io.grapevine.auction.Ranking;
import io.grapevine.auction.Selection;
import io.grapevine.job.Bid;
import io.grapevine.job.JobSpec;
import io.grapevine.job.SelectionPolicy;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The production's choice, with its own opinion of what takes unusually long: a world does not last
 * long enough for the true one.
 */
final class Impatient implements Ranking {
  private final Ranking choice;
  private final Duration patience;

  Impatient(RandomGenerator random, Duration patience) {
    this.choice = new Selection(SelectionPolicy.LEAST_LOADED, Duration.ofSeconds(5), random);
    this.patience = patience;
  }

  @Override
  public Bid choose(List<Bid> candidates, JobSpec job, Instant now) {
    return choice.choose(candidates, job, now);
  }

  @Override
  public boolean isSettledBy(Bid bid, JobSpec job, Instant now) {
    return choice.isSettledBy(bid, job, now);
  }

  @Override
  public boolean isDoubtful(PeerId worker, Instant now) {
    return choice.isDoubtful(worker, now);
  }

  @Override
  public Optional<Duration> unusuallyLong(WorkType type) {
    return Optional.of(patience);
  }

  @Override
  public void awarded(Bid bid, JobSpec job) {
    choice.awarded(bid, job);
  }

  @Override
  public void observe(Conduct conduct, Instant now) {
    choice.observe(conduct, now);
  }
}
