package io.grapevine.auction;

import java.time.Duration;

/**
 * Bounds of an auction.
 *
 * @param bidWindow longest wait for bids in one round; the last resort, see {@code bidsWanted}
 * @param bidsWanted bids with which a round is closed at once, not counting those of workers that
 *     were trouble of late, and the number that sampling aims at
 * @param roundsMax rounds per job that were answered and brought nothing, the first included, after
 *     which it is given up if every worker has refused for good; one that nobody answered, or in
 *     which every worker was busy, is not counted
 * @param announceInterval pause after an offer that reached nobody, that nobody answered, or that
 *     everybody refused; doubles each time up to {@code announceIntervalMax}
 * @param announceIntervalMax longest pause between announcements
 * @param dialLimit for dialling a worker and hearing its answer to the award
 * @param lease how long an awarded worker may be silent before its attempt is abandoned
 * @param reattachment how a worker is sought that may have the job
 */
public record AuctionConfig(
    Duration bidWindow,
    int bidsWanted,
    int roundsMax,
    Duration announceInterval,
    Duration announceIntervalMax,
    Duration dialLimit,
    Duration lease,
    Reattachment reattachment) {

  /**
   * @throws IllegalArgumentException with a readable sentence if values do not fit together
   */
  public AuctionConfig {
    requirePositive(bidWindow, "bid window");
    requirePositive(announceInterval, "announce interval");
    requirePositive(dialLimit, "dial limit");
    requirePositive(lease, "lease");
    if (bidsWanted < 1 || roundsMax < 1) {
      throw new IllegalArgumentException("an auction wants at least one bid and one round");
    }
    if (announceIntervalMax.compareTo(announceInterval) < 0) {
      throw new IllegalArgumentException(
          "the longest announce interval is not shorter than the first one");
    }
  }

  /** Seeks lost workers in the usual way. */
  public AuctionConfig(
      Duration bidWindow,
      int bidsWanted,
      int roundsMax,
      Duration announceInterval,
      Duration announceIntervalMax,
      Duration dialLimit,
      Duration lease) {
    this(
        bidWindow,
        bidsWanted,
        roundsMax,
        announceInterval,
        announceIntervalMax,
        dialLimit,
        lease,
        Reattachment.defaults());
  }

  /** The values with which a peer starts when nothing is configured. */
  public static AuctionConfig defaults() {
    return new AuctionConfig(
        Duration.ofSeconds(1),
        3,
        4,
        Duration.ofMillis(100),
        Duration.ofSeconds(2),
        Duration.ofSeconds(3),
        Duration.ofSeconds(5));
  }

  private static void requirePositive(Duration value, String name) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException("the " + name + " of an auction is positive");
    }
  }
}
