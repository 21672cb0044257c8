package io.grapevine.coordination;

import java.time.Duration;

/**
 * Bounds of a peer as a requester, and of what it remembers.
 *
 * @param defaultTimeout for a job whose client names none
 * @param maxTimeout longest that a client may name
 * @param defaultAttempts for a job whose client names no number of workers to try
 * @param maxAttempts most that a client may name
 * @param payloadSizeMax largest payload, in bytes
 * @param queue how many jobs may be under way and may wait
 * @param clients what one client may have
 * @param mailboxCapacity events of one kind that may wait for the loop thread
 * @param announceInterval between two announcements of what this peer does; shorter ones at the
 *     start
 * @param directorySize other peers that are remembered
 * @param directoryTimeToLive after which a peer that fell silent is forgotten
 * @param outcomesKept outcomes that are remembered
 * @param drainLimit longest wait for work under way when the peer stops
 */
public record CoordinationConfig(
    Duration defaultTimeout,
    Duration maxTimeout,
    int defaultAttempts,
    int maxAttempts,
    int payloadSizeMax,
    JobQueueLimits queue,
    ClientLimits clients,
    int mailboxCapacity,
    Duration announceInterval,
    int directorySize,
    Duration directoryTimeToLive,
    int outcomesKept,
    Duration drainLimit) {

  /**
   * @throws IllegalArgumentException with a readable sentence if values do not fit together
   */
  public CoordinationConfig {
    require(
        defaultTimeout.isPositive() && maxTimeout.compareTo(defaultTimeout) >= 0,
        "the default timeout of a job is positive and not longer than the longest");
    require(
        defaultAttempts >= 1 && maxAttempts >= defaultAttempts,
        "the default number of attempts is at least 1 and not above the highest");
    require(payloadSizeMax >= 1, "a payload of at least one byte fits");
    require(
        queue.activeBytesMax() >= payloadSizeMax,
        "the active jobs have room for at least one payload");
    require(mailboxCapacity >= 1, "the mailbox has room for at least one event of a kind");
    require(announceInterval.isPositive(), "the announce interval is positive");
    require(directorySize >= 1 && outcomesKept >= 1, "at least one peer and outcome are kept");
    require(
        directoryTimeToLive.compareTo(announceInterval) > 0,
        "a peer is remembered for longer than the announce interval");
    require(!drainLimit.isNegative(), "the drain limit is not negative");
  }

  /** The values with which a peer starts when nothing is configured. */
  public static CoordinationConfig defaults() {
    return new CoordinationConfig(
        Duration.ofMinutes(1),
        Duration.ofHours(1),
        3,
        10,
        8 << 20,
        JobQueueLimits.defaults(),
        ClientLimits.defaults(),
        10_000,
        Duration.ofSeconds(10),
        1_000,
        Duration.ofSeconds(35),
        10_000,
        Duration.ofSeconds(20));
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
