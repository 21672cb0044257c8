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
 * @param samplingRate share of the capable peers that may answer, in thousandths, 1 to 1000
 */
public record Offer(
    OfferId id,
    WorkType type,
    PeerId requester,
    long payloadSize,
    Digest payloadDigest,
    Duration bidWindow,
    Duration timeLeft,
    int samplingRate) {
  /** The rate at which every capable peer may answer. */
  public static final int SAMPLE_ALL = 1000;

  /**
   * @throws IllegalArgumentException if a number is outside its range
   */
  public Offer {
    if (payloadSize < 0 || samplingRate < 1 || samplingRate > SAMPLE_ALL) {
      throw new IllegalArgumentException(
          "an offer has a size of 0 or more and a rate of 1 to 1000");
    }
    if (!bidWindow.isPositive() || !timeLeft.isPositive()) {
      throw new IllegalArgumentException("an offer has a positive bid window and time left");
    }
  }
}
