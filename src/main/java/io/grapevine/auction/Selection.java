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
  private final Map<SelectionPolicy, Policy> policies = new EnumMap<>(SelectionPolicy.class);

  /**
   * Fair by what was seen here: by the work that was done for this requester since it was started.
   *
   * @param usual the policy of jobs that ask for none
   * @param halfLife in which the memory of a fault fades to half
   * @param random for {@link SelectionPolicy#TWO_CHOICES}
   */
  public Selection(SelectionPolicy usual, Duration halfLife, RandomGenerator random) {
    this(usual, new Reputation(halfLife), Optional.empty(), random);
  }

  /**
   * Fair by what others know too.
   *
   * @param usual the policy of jobs that ask for none
   * @param halfLife in which the memory of a fault fades to half
   * @param workDone seconds of work that a worker is known to have done, for {@link
   *     SelectionPolicy#FAIR}; asked on the thread of the auctions, so it must answer at once
   * @param random for {@link SelectionPolicy#TWO_CHOICES}
   */
  public Selection(
      SelectionPolicy usual,
      Duration halfLife,
      ToDoubleFunction<PeerId> workDone,
      RandomGenerator random) {
    this(usual, new Reputation(halfLife), Optional.of(workDone), random);
  }

  private Selection(
      SelectionPolicy usual,
      Reputation reputation,
      Optional<ToDoubleFunction<PeerId>> workDone,
      RandomGenerator random) {
    this.usual = usual;
    this.reputation = reputation;
    Policies rules = new Policies(reputation, workDone.orElse(reputation::workDone), random);
    for (SelectionPolicy policy : SelectionPolicy.values()) {
      policies.put(policy, rules.of(policy));
    }
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
        && reputation.trouble(bid.worker(), now) == 0
        && policyOf(job).takesTheFirstIdle(bid, job);
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
