package io.grapevine.auction;

import io.grapevine.job.OfferId;
import java.time.Instant;
import java.util.Optional;

/** What an auction must remember in each {@link Phase}, and until when it waits there. */
sealed interface AuctionState {
  /** The phase to which the state belongs. */
  Phase phase();

  /** When something must happen though nobody says anything; the job's own deadline apart. */
  Optional<Instant> timer();

  /** The attempt that has the job or is about to get it. */
  default Optional<Attempt> liveAttempt() {
    return Optional.empty();
  }

  record Unopened() implements AuctionState {
    @Override
    public Phase phase() {
      return Phase.UNOPENED;
    }

    @Override
    public Optional<Instant> timer() {
      return Optional.empty();
    }
  }

  record Announcing(OfferId offer, Instant againAt) implements AuctionState {
    @Override
    public Phase phase() {
      return Phase.ANNOUNCING;
    }

    @Override
    public Optional<Instant> timer() {
      return Optional.of(againAt);
    }
  }

  record Queued(OfferId offer, Instant announceAt) implements AuctionState {
    @Override
    public Phase phase() {
      return Phase.QUEUED;
    }

    @Override
    public Optional<Instant> timer() {
      return Optional.of(announceAt);
    }
  }

  /**
   * Bids are awaited.
   *
   * @param expected answers that may come at most, as far as is known
   */
  record Soliciting(OfferId offer, int expected, Instant closesAt) implements AuctionState {
    @Override
    public Phase phase() {
      return Phase.SOLICITING;
    }

    @Override
    public Optional<Instant> timer() {
      return Optional.of(closesAt);
    }
  }

  record Dialing(Attempt attempt, Instant giveUpAt) implements AuctionState {
    @Override
    public Phase phase() {
      return Phase.DIALING;
    }

    @Override
    public Optional<Instant> timer() {
      return Optional.of(giveUpAt);
    }

    @Override
    public Optional<Attempt> liveAttempt() {
      return Optional.of(attempt);
    }
  }

  /**
   * A worker has the job.
   *
   * @param progressDue before it, progress is not recorded
   */
  record Running(Attempt attempt, Instant leaseEndsAt, Instant progressDue)
      implements AuctionState {
    @Override
    public Phase phase() {
      return Phase.RUNNING;
    }

    @Override
    public Optional<Instant> timer() {
      return Optional.of(leaseEndsAt);
    }

    @Override
    public Optional<Attempt> liveAttempt() {
      return Optional.of(attempt);
    }
  }

  record Over() implements AuctionState {
    @Override
    public Phase phase() {
      return Phase.OVER;
    }

    @Override
    public Optional<Instant> timer() {
      return Optional.empty();
    }
  }
}
