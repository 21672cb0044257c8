package io.grapevine.auction;

import java.time.Duration;
import java.time.Instant;

/** What must be remembered of an attempt while it lasts, and until when it may be silent. */
sealed interface LiveAttempt {
  /** Which one it is. */
  Attempt attempt();

  /** The phase of an auction that is led by it. */
  Phase phase();

  /** When something must happen though nobody says anything. */
  Instant timer();

  /**
   * The worker is dialled and presented with the award.
   *
   * @param ahead whether the payload goes without waiting for the answer, so that the worker may
   *     begin before it is heard of
   */
  record Dialing(Attempt attempt, Instant giveUpAt, boolean ahead) implements LiveAttempt {
    @Override
    public Phase phase() {
      return Phase.DIALING;
    }

    @Override
    public Instant timer() {
      return giveUpAt;
    }
  }

  /**
   * The worker has the job.
   *
   * @param leaseEndsAt when its silence has lasted too long
   * @param pace when to record its progress
   * @param timesOutAt when the attempt has lasted too long; the far future if there is no such
   *     limit
   * @param hedgeAt when it has lasted unusually long, so that a second worker is to try as well;
   *     the far future if none is to, or none any more
   * @param reattached how often the connection was restored
   */
  record Running(
      Attempt attempt,
      Instant leaseEndsAt,
      ProgressPace pace,
      Instant timesOutAt,
      Instant hedgeAt,
      int reattached)
      implements LiveAttempt {
    @Override
    public Phase phase() {
      return Phase.RUNNING;
    }

    @Override
    public Instant timer() {
      Instant end = timesOutAt.isBefore(leaseEndsAt) ? timesOutAt : leaseEndsAt;
      return hedgeAt.isBefore(end) ? hedgeAt : end;
    }

    Running alive(Instant nextLeaseEnd, ProgressPace nextPace) {
      return new Running(attempt, nextLeaseEnd, nextPace, timesOutAt, hedgeAt, reattached);
    }

    Running hedged() {
      return new Running(attempt, leaseEndsAt, pace, timesOutAt, Instant.MAX, reattached);
    }
  }

  /**
   * The worker may have the job, and is asked for it.
   *
   * @param giveUpAt when it has been out of reach for too long
   * @param dialled whether an answer to a dial is awaited, until {@code stepAt}; otherwise it is
   *     dialled then
   * @param pause before the dial after the next one that fails
   * @param timesOutAt as for {@link Running}; it does not count before the worker is reached
   * @param reattached how often the connection was restored before
   * @param loss how the connection was lost, for people
   */
  record Reattaching(
      Attempt attempt,
      Instant giveUpAt,
      boolean dialled,
      Instant stepAt,
      Duration pause,
      Instant timesOutAt,
      int reattached,
      String loss)
      implements LiveAttempt {
    @Override
    public Phase phase() {
      return Phase.REATTACHING;
    }

    @Override
    public Instant timer() {
      return stepAt.isBefore(giveUpAt) ? stepAt : giveUpAt;
    }

    Reattaching dialled(Instant answerBy) {
      return new Reattaching(
          attempt, giveUpAt, true, answerBy, pause, timesOutAt, reattached, loss);
    }

    Reattaching resting(Instant dialAt, Duration nextPause) {
      return new Reattaching(
          attempt, giveUpAt, false, dialAt, nextPause, timesOutAt, reattached, loss);
    }
  }
}
