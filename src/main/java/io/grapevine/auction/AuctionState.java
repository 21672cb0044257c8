package io.grapevine.auction;

import io.grapevine.job.OfferId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an auction must remember in each {@link Phase}, and until when it waits there. */
sealed interface AuctionState {
  /** The phase to which the state belongs. */
  Phase phase();

  /** When something must happen though nobody says anything; the job's own deadline apart. */
  Optional<Instant> timer();

  /** The attempts that have the job or are about to get it, the oldest first. */
  default List<LiveAttempt> live() {
    return List.of();
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

  /**
   * Workers have the job, or are about to get it.
   *
   * @param live at least one; the first one leads
   */
  record Attending(List<LiveAttempt> live) implements AuctionState {
    public Attending {
      live = List.copyOf(live);
      if (live.isEmpty()) {
        throw new IllegalStateException("nothing to attend to");
      }
    }

    @Override
    public Phase phase() {
      return live.getFirst().phase();
    }

    @Override
    public Optional<Instant> timer() {
      return live.stream().map(LiveAttempt::timer).min(Instant::compareTo);
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
