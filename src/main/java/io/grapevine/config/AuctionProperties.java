package io.grapevine.config;

import io.grapevine.auction.AuctionConfig;
import io.grapevine.auction.Ranking;
import io.grapevine.auction.Selection;
import io.grapevine.job.SelectionPolicy;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this peer looks for a worker.
 *
 * @param bidWindow longest wait for bids in one round; most rounds close much sooner
 * @param bidsWanted bids with which a round is closed at once; those of workers that were trouble
 *     of late do not count
 * @param roundsMax rounds per job that were answered and brought nothing, the first included, after
 *     which it is given up if every worker has refused for good; one that nobody answered, or in
 *     which every worker was busy, is not counted
 * @param announceInterval pause before a job is offered again that reached nobody, or that nobody
 *     answered, or that all refused; doubles each time
 * @param announceIntervalMax longest such pause
 * @param dialLimit longest time for dialling a worker and hearing its answer to the award
 * @param lease how long an awarded worker may be silent before another one is tried
 * @param policy by which a worker is chosen where the job does not say
 * @param reputationHalfLife time in which the memory of a worker's fault fades to half
 */
@ConfigurationProperties("grapevine.auction")
public record AuctionProperties(
    @DefaultValue("1s") Duration bidWindow,
    @DefaultValue("3") int bidsWanted,
    @DefaultValue("4") int roundsMax,
    @DefaultValue("100ms") Duration announceInterval,
    @DefaultValue("2s") Duration announceIntervalMax,
    @DefaultValue("3s") Duration dialLimit,
    @DefaultValue("5s") Duration lease,
    @DefaultValue("least-loaded") SelectionPolicy policy,
    @DefaultValue("1m") Duration reputationHalfLife) {

  /** Checks the bounds. */
  public AuctionProperties {
    Checks.positive("grapevine.auction.bid-window", bidWindow);
    Checks.atLeast("grapevine.auction.bids-wanted", bidsWanted, 1);
    Checks.atLeast("grapevine.auction.rounds-max", roundsMax, 1);
    Checks.positive("grapevine.auction.announce-interval", announceInterval);
    Checks.notLonger(
        "grapevine.auction.announce-interval",
        announceInterval,
        "grapevine.auction.announce-interval-max",
        announceIntervalMax);
    Checks.positive("grapevine.auction.dial-limit", dialLimit);
    Checks.positive("grapevine.auction.lease", lease);
    Checks.positive("grapevine.auction.reputation-half-life", reputationHalfLife);
  }

  /** What chooses between bids; one for each peer. */
  Ranking toRanking() {
    return new Selection(policy, reputationHalfLife, RandomGenerator.of("L64X128MixRandom"));
  }

  AuctionConfig toConfig() {
    return new AuctionConfig(
        bidWindow, bidsWanted, roundsMax, announceInterval, announceIntervalMax, dialLimit, lease);
  }
}
