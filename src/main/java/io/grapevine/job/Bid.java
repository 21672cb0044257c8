package io.grapevine.job;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;

/**
 * A worker's answer to an offer: it can do the job and holds a slot for it.
 *
 * @param offer what is answered
 * @param worker who bids; proven by the stream on which the bid came
 * @param load how busy the worker is
 * @param validFor how long the slot is held, from receipt
 */
public record Bid(OfferId offer, PeerId worker, Load load, Duration validFor) {
  /**
   * @throws IllegalArgumentException if the validity is not positive
   */
  public Bid {
    if (!validFor.isPositive()) {
      throw new IllegalArgumentException("a bid is valid for some time");
    }
  }
}
