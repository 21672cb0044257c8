package io.grapevine.job;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;

/**
 * A worker's answer to an offer: it can do the job and holds a slot for it.
 *
 * @param offer what is answered
 * @param worker who bids; proven by the stream on which the bid came
 * @param reservation what the award has to quote
 * @param load how busy the worker is
 * @param validFor how long the slot is held, from receipt
 * @param startsIn how long the job would wait at the worker for a slot, as far as it can tell
 * @param attributes those that the requirements of the offer name
 * @param units slots that are held, 1 to {@value Offer#UNITS_MAX} and never more than the offer has
 */
public record Bid(
    OfferId offer,
    PeerId worker,
    ReservationId reservation,
    Load load,
    Duration validFor,
    Duration startsIn,
    Attributes attributes,
    int units) {
  /**
   * @throws IllegalArgumentException if the validity is not positive, the wait is negative, or the
   *     units are out of range
   */
  public Bid {
    if (!validFor.isPositive()) {
      throw new IllegalArgumentException("a bid is valid for some time");
    }
    if (startsIn.isNegative()) {
      throw new IllegalArgumentException("a job starts after its bid");
    }
    if (units < 1 || units > Offer.UNITS_MAX) {
      throw new IllegalArgumentException("a bid is for 1 to " + Offer.UNITS_MAX + " awards");
    }
  }

  /** A bid of one slot that is free now, of a worker that says nothing of itself. */
  public Bid(
      OfferId offer, PeerId worker, ReservationId reservation, Load load, Duration validFor) {
    this(offer, worker, reservation, load, validFor, Duration.ZERO, Attributes.NONE, 1);
  }
}
