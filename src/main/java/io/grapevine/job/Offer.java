package io.grapevine.job;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;

/**
 * The gossiped announcement of a job. The payload itself is not in it.
 *
 * @param id job and round
 * @param type which handler is needed
 * @param requester who asks, and to whom bids go
 * @param payloadSize in bytes
 * @param payloadDigest what the payload will be checked against
 * @param bidWindow how long bids are of use, from receipt
 * @param timeLeft for the whole job, from receipt; a worker need not bid if it cannot finish in it
 * @param samplingRate share of the capable peers that may answer, in millionths, 1 to {@value
 *     #SAMPLE_ALL}
 * @param requirements what is asked of the worker
 * @param units how many awards are to be made, 1 to {@value #UNITS_MAX}: 1 for a job, one for each
 *     share of a batch, of which a worker may win several
 */
public record Offer(
    OfferId id,
    WorkType type,
    PeerId requester,
    long payloadSize,
    Digest payloadDigest,
    Duration bidWindow,
    Duration timeLeft,
    int samplingRate,
    Requirements requirements,
    int units) {
  /** The rate at which every capable peer may answer. */
  public static final int SAMPLE_ALL = 1_000_000;

  /** Most awards of one offer. */
  public static final int UNITS_MAX = 1_000;

  /**
   * @throws IllegalArgumentException if a number is outside its range
   */
  public Offer {
    if (payloadSize < 0 || samplingRate < 1 || samplingRate > SAMPLE_ALL) {
      throw new IllegalArgumentException(
          "an offer has a size of 0 or more and a rate of 1 to " + SAMPLE_ALL);
    }
    if (!bidWindow.isPositive() || !timeLeft.isPositive()) {
      throw new IllegalArgumentException("an offer has a positive bid window and time left");
    }
    if (units < 1 || units > UNITS_MAX) {
      throw new IllegalArgumentException("an offer is for 1 to " + UNITS_MAX + " awards");
    }
  }

  /** An offer of one award, which any worker may win. */
  public Offer(
      OfferId id,
      WorkType type,
      PeerId requester,
      long payloadSize,
      Digest payloadDigest,
      Duration bidWindow,
      Duration timeLeft,
      int samplingRate) {
    this(
        id,
        type,
        requester,
        payloadSize,
        payloadDigest,
        bidWindow,
        timeLeft,
        samplingRate,
        Requirements.NONE,
        1);
  }
}
