package io.grapevine.auction;

import io.grapevine.job.Bid;
import io.grapevine.job.JobSpec;
import io.grapevine.job.SelectionPolicy;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Chooses workers by the policy of the job or else of the peer. Whatever the policy, a worker that
 * was trouble of late is taken only when there is no other; how long that lasts depends on what it
 * did, and heals with time.
 */
public final class Selection implements Ranking {
  /** Time in which the memory of a fault fades to half, where nothing is configured. */
  public static final Duration HALF_LIFE = Duration.ofMinutes(1);

  private final SelectionPolicy usual;
  private final Reputation reputation;
  private ToDoubleFunction<PeerId> workDone;
  private final Map<SelectionPolicy, Policy> policies = new EnumMap<>(SelectionPolicy.class);

  /**
   * Knows of no work but what is done for this requester from now on.
   *
   * @param usual the policy of jobs that ask for none
   * @param halfLife in which the memory of a fault fades to half
   * @param random for {@link SelectionPolicy#TWO_CHOICES}
   */
  public Selection(SelectionPolicy usual, Duration halfLife, RandomGenerator random) {
    this.usual = usual;
    reputation = new Reputation(halfLife);
    workDone = reputation::workDone;
    Policies rules = new Policies(reputation, worker -> workDone.applyAsDouble(worker), random);
    for (SelectionPolicy policy : SelectionPolicy.values()) {
      policies.put(policy, rules.of(policy));
    }
  }

  @Override
  public void consult(ToDoubleFunction<PeerId> known) {
    workDone = known;
  }

  @Override
  public Bid choose(List<Bid> candidates, JobSpec job, Instant now) {
    int least =
        candidates.stream()
            .mapToInt(bid -> reputation.trouble(bid.worker(), now))
            .min()
            .orElseThrow();
    List<Bid> reliable =
        candidates.stream().filter(bid -> reputation.trouble(bid.worker(), now) == least).toList();
    return policyOf(job).choose(reliable, job, now);
  }

  @Override
  public void awarded(Bid bid, JobSpec job) {
    reputation.awarded(bid.worker(), job.type());
  }

  @Override
  public boolean isSettledBy(Bid bid, JobSpec job, Instant now) {
    return LeastLoadedRanking.couldStartAtOnce(bid)
        && !isDoubtful(bid.worker(), now)
        && policyOf(job).takesTheFirstIdle(bid, job);
  }

  @Override
  public boolean isDoubtful(PeerId worker, Instant now) {
    return reputation.trouble(worker, now) > 0;
  }

  @Override
  public int bidsWanted(JobSpec job, int usual) {
    return policyOf(job).bidsWanted(usual);
  }

  @Override
  public Optional<Duration> unusuallyLong(WorkType type) {
    return reputation.unusuallyLong(type);
  }

  @Override
  public void observe(Conduct conduct, Instant now) {
    reputation.observe(conduct, now);
  }

  private Policy policyOf(JobSpec job) {
    SelectionPolicy asked = job.preferences().policy();
    return Objects.requireNonNull(policies.get(asked == null ? usual : asked));
  }
}
