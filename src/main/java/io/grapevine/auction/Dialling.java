package io.grapevine.auction;

import io.grapevine.auction.LiveAttempt.Dialing;
import io.grapevine.auction.LiveAttempt.Reattaching;
import io.grapevine.auction.LiveAttempt.Running;
import io.grapevine.job.AttemptEnd;
import io.grapevine.job.Delivery;
import io.grapevine.job.JobSpec;
import java.time.Duration;
import java.time.Instant;

/**
 * The part of an auction that dials workers: those that are awarded the job, and again those that
 * may have it. A lost connection is not a lost job, and neither is a restart of the requester.
 */
final class Dialling {
  /** Longest search after a restart, which is as long as workers keep results by default. */
  private static final Duration PATIENCE_MAX = Duration.ofMinutes(10);

  /**
   * How much later than the network the auction itself gives a dial up: only the network knows
   * whether the payload left.
   */
  static final Duration REPORT_MARGIN = Duration.ofMillis(250);

  private final JobSpec spec;
  private final AuctionConfig config;
  private final Stage stage;
  private final AttemptEnds ends;

  Dialling(JobSpec spec, AuctionConfig config, Stage stage, AttemptEnds ends) {
    this.spec = spec;
    this.config = config;
    this.stage = stage;
    this.ends = ends;
  }

  /**
   * Presents the award of a fresh attempt. The payload does not wait for the answer, if the job may
   * run more than once and the payload is small: what the worker has begun unheard can be done by
   * another.
   */
  Dialing dial(Attempt attempt) {
    boolean ahead =
        spec.delivery() == Delivery.AT_LEAST_ONCE
            && spec.payload().size() <= AuctionEffect.SendPayload.AHEAD_MAX;
    Instant answerBy = dial(attempt, stage.atMostIn(config.dialLimit()));
    return new Dialing(
        attempt, ahead ? stage.atMostIn(config.dialLimit().plus(REPORT_MARGIN)) : answerBy, ahead);
  }

  /**
   * Presents the award.
   *
   * @return by when there must be an answer
   */
  Instant dial(Attempt attempt, Instant atLatest) {
    Instant answerBy = stage.atMostIn(config.dialLimit());
    if (atLatest.isBefore(answerBy)) {
      answerBy = atLatest;
    }
    Duration limit = Duration.between(stage.now(), answerBy);
    stage.emit(
        new AuctionEffect.Dial(
            attempt.id(),
            attempt.offer(),
            attempt.worker(),
            attempt.reservation(),
            limit,
            workTime(),
            config.lease()));
    return answerBy;
  }

  /** The worker stops by itself when this is over, even if it cannot be told to. */
  private Duration workTime() {
    Duration left = stage.timeLeft();
    Duration limit = spec.preferences().attemptTimeout();
    if (limit == null) {
      return left;
    }
    Duration withDial = limit.plus(config.dialLimit());
    return withDial.compareTo(left) < 0 ? withDial : left;
  }

  /** When an attempt that began then has lasted too long. */
  Instant timesOutAt(Instant start) {
    Duration limit = spec.preferences().attemptTimeout();
    return limit == null ? Instant.MAX : start.plus(limit);
  }

  /** The first dial goes out at once, unless the connection broke before. */
  Sequel seekAgain(Running running, String detail) {
    Reattachment terms = config.reattachment();
    // Waiting costs nothing where nobody else may have the job; else a worker that is gone for
    // good should not keep it for long.
    boolean mayGoElsewhere = spec.delivery() == Delivery.AT_LEAST_ONCE;
    Instant giveUpAt = stage.atMostIn(mayGoElsewhere ? terms.lossLimit() : terms.limit());
    if (running.leaseEndsAt().isBefore(giveUpAt)) {
      giveUpAt = running.leaseEndsAt();
    }
    Duration pause = terms.pause();
    for (int before = 1; before < running.reattached(); before++) {
      pause = terms.afterPause(pause);
    }
    Reattaching sought =
        new Reattaching(
            running.attempt(),
            giveUpAt,
            false,
            stage.now(),
            pause,
            running.timesOutAt(),
            running.reattached(),
            detail);
    if (!stage.now().isBefore(giveUpAt)) {
      return outOfReach(sought, detail);
    }
    if (running.reattached() > 0) {
      return rest(sought, detail);
    }
    redial(sought);
    return Sequel.STAY;
  }

  /** Seeks the worker of an attempt of before a restart. */
  Reattaching seek(Attempt attempt, Instant startedAt) {
    Instant giveUpAt = stage.atMostIn(patienceAfterRestart());
    Reattaching sought =
        new Reattaching(
            attempt,
            giveUpAt,
            true,
            stage.now(),
            config.reattachment().pause(),
            timesOutAt(startedAt),
            0,
            "its requester was restarted");
    return sought.dialled(dial(attempt, giveUpAt));
  }

  /**
   * Where nobody else may have the job, the worker has as long as there is a use for its result.
   */
  private Duration patienceAfterRestart() {
    Reattachment terms = config.reattachment();
    Duration left = stage.timeLeft().minus(terms.grace());
    Duration longest = left.compareTo(PATIENCE_MAX) < 0 ? left : PATIENCE_MAX;
    return spec.delivery() == Delivery.AT_MOST_ONCE && longest.compareTo(terms.limit()) > 0
        ? longest
        : terms.limit();
  }

  /** Dials a worker that was not reached. */
  void redial(Reattaching sought) {
    stage.attend(sought.dialled(dial(sought.attempt(), sought.giveUpAt())));
  }

  /** Lets some time pass before the next dial, if there is so much. */
  Sequel rest(Reattaching sought, String detail) {
    Instant dialAt = stage.in(sought.pause());
    if (!dialAt.isBefore(sought.giveUpAt())) {
      return outOfReach(sought, detail);
    }
    stage.attend(sought.resting(dialAt, config.reattachment().afterPause(sought.pause())));
    return Sequel.STAY;
  }

  /** The worker was sought for long enough. */
  Sequel outOfReach(Reattaching sought, String detail) {
    String why = "%s; it cannot be reached again: %s".formatted(sought.loss(), detail);
    return ends.failOver(sought, AttemptEnd.CONNECTION_LOST, why, true);
  }
}
