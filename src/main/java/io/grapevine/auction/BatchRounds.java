package io.grapevine.auction;

import io.grapevine.job.JobSpec;
import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.job.Sampling;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When the offer of a batch goes out, and what it says. Each round asks for as many units as are
 * missing then; the pauses between rounds that bring nothing grow.
 */
final class BatchRounds {
  /** Rounds are numbered up to here; later ones repeat the last number. */
  static final int ROUND_MAX = OfferId.ROUND_MAX;

  /**
   * With fewer units, an offer is for one job alone and no share could be awarded on a bid for it.
   */
  static final int UNITS_MIN = 2;

  private static final int ANSWERS_PER_UNIT = 2;

  private final JobSpec batch;
  private final PeerId requester;
  private final AuctionConfig config;
  private final long payloadSize;
  private Phase phase = Phase.IDLE;
  private Instant phaseEnds = Instant.MAX;
  private int number;
  private int recipients;
  private int capable;
  private int answers;
  private boolean fruitful;
  private Duration pause;

  private enum Phase {
    /** Nothing is missing. */
    IDLE,
    /** Gossip was given the offer and has not said how many got it. */
    ANNOUNCING,
    /** Bids are awaited. */
    OPEN,
    /** Nobody could give more a moment ago. */
    RESTING
  }

  BatchRounds(
      JobSpec batch, PeerId requester, AuctionConfig config, int capableHint, long payloadSize) {
    this.batch = batch;
    this.requester = requester;
    this.config = config;
    this.payloadSize = payloadSize;
    this.capable = Math.max(0, capableHint);
    this.pause = config.announceInterval();
  }

  /**
   * Moves on.
   *
   * @param missing units that shares wait for
   * @param timeLeft of the batch
   * @return the offer that is to go out now
   */
  Optional<Offer> advance(int missing, Duration timeLeft, Instant now) {
    boolean due = !now.isBefore(phaseEnds);
    boolean answered = phase == Phase.OPEN && answers >= recipients;
    if (missing <= 0 || !timeLeft.isPositive()) {
      become(Phase.IDLE, Instant.MAX);
      return Optional.empty();
    }
    if (phase == Phase.OPEN && (due || answered)) {
      rest(now);
      return Optional.empty();
    }
    if (phase == Phase.IDLE || (due && phase == Phase.RESTING)) {
      number = Math.min(number + 1, ROUND_MAX);
      return Optional.of(announce(missing, timeLeft, now));
    }
    return due ? Optional.of(announce(missing, timeLeft, now)) : Optional.empty();
  }

  /** Gossip has the offer of the latest round; false if it is about another one. */
  boolean published(OfferId offer, int toPeers, int ofCapable, Instant now) {
    if (phase != Phase.ANNOUNCING || !offer.equals(current())) {
      return false;
    }
    recipients = toPeers;
    capable = Math.max(ofCapable, toPeers);
    if (toPeers > 0) {
      become(Phase.OPEN, now.plus(config.bidWindow()));
    } else {
      rest(now);
    }
    return true;
  }

  /** An answer came to some round of this batch. */
  void answered(boolean withUnits) {
    answers++;
    if (withUnits) {
      fruitful = true;
      pause = config.announceInterval();
    }
  }

  boolean knows(OfferId offer) {
    return offer.job().equals(batch.id()) && offer.round() <= number;
  }

  /** Whether somebody had the latest offer. */
  boolean hasReachedAnybody() {
    return recipients > 0;
  }

  int recipients() {
    return recipients;
  }

  int capable() {
    return capable;
  }

  Optional<Instant> nextDeadline() {
    return phaseEnds.equals(Instant.MAX) ? Optional.empty() : Optional.of(phaseEnds);
  }

  private OfferId current() {
    return new OfferId(batch.id(), number);
  }

  private Offer announce(int missing, Duration timeLeft, Instant now) {
    int units = Math.clamp(missing, UNITS_MIN, Offer.UNITS_MAX);
    answers = 0;
    fruitful = false;
    become(Phase.ANNOUNCING, now.plus(takePause()));
    return new Offer(
        current(),
        batch.type(),
        requester,
        payloadSize,
        batch.payload().digest(),
        config.bidWindow().compareTo(timeLeft) < 0 ? config.bidWindow() : timeLeft,
        timeLeft,
        samplingRate(units),
        batch.preferences().requirements(),
        units);
  }

  private void rest(Instant now) {
    become(Phase.RESTING, now.plus(fruitful ? config.announceInterval() : takePause()));
  }

  private void become(Phase next, Instant ends) {
    phase = next;
    phaseEnds = ends;
  }

  private Duration takePause() {
    Duration taken = pause;
    Duration twice = pause.multipliedBy(2);
    Duration longest = config.announceIntervalMax();
    pause = twice.compareTo(longest) < 0 ? twice : longest;
    return taken;
  }

  private int samplingRate(int units) {
    int rate = Sampling.rateFor(ANSWERS_PER_UNIT * Math.max(units, config.bidsWanted()), capable);
    for (int round = 1; round < number && rate < Offer.SAMPLE_ALL; round++) {
      rate = Sampling.widened(rate);
    }
    return rate;
  }
}
