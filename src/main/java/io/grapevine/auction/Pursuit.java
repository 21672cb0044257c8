package io.grapevine.auction;

import io.grapevine.auction.LiveAttempt.Dialing;
import io.grapevine.auction.LiveAttempt.Reattaching;
import io.grapevine.auction.LiveAttempt.Running;
import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.Content;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.Delivery;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Progress;
import io.grapevine.job.Receipt;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The part of an auction that follows attempts from the award to their end. */
final class Pursuit {
  private final JobSpec spec;
  private final PeerId requester;
  private final AuctionConfig config;
  private final Stage stage;
  private final Solicitation solicitation;
  private final AttemptBudget attempts;
  private final Endings endings;
  private final AttemptEnds ends;
  private final Dialling dialling;
  private final Ranking ranking;

  Pursuit(
      JobSpec spec,
      PeerId requester,
      AuctionConfig config,
      Stage stage,
      Solicitation solicitation,
      AttemptBudget attempts,
      Endings endings,
      AttemptEnds ends,
      Dialling dialling,
      Ranking ranking) {
    this.spec = spec;
    this.requester = requester;
    this.config = config;
    this.stage = stage;
    this.solicitation = solicitation;
    this.attempts = attempts;
    this.endings = endings;
    this.ends = ends;
    this.dialling = dialling;
    this.ranking = ranking;
  }

  /** The bidder gets the job, which nobody has. */
  void award(Bid bid, boolean reserved) {
    Dialing dialing = dialling.dial(opened(bid, reserved));
    // Their slots serve others meanwhile. If this award fails, they are asked all the same.
    solicitation.releaseBidders();
    stage.become(new AuctionState.Attending(List.of(dialing)));
    payAhead(dialing);
  }

  /** Last of all, since it waits for the journal and lets what comes later wait. */
  private void payAhead(Dialing dialing) {
    if (dialing.ahead()) {
      stage.emit(new AuctionEffect.SendPayload(dialing.attempt().id()));
    }
  }

  private Attempt opened(Bid bid, boolean reserved) {
    Attempt attempt = attempts.open(bid, reserved);
    stage.record(
        new JobEvent.Awarded(
            spec.id(),
            stage.now(),
            attempt.id(),
            attempt.offer(),
            attempt.worker(),
            attempt.reservation()));
    return attempt;
  }

  /** The bidder gets the job as well, beside whoever has it: its client wants that. */
  void awardBeside(Bid bid, boolean reserved) {
    Dialing dialing = dialling.dial(opened(bid, reserved));
    stage.attend(dialing);
    payAhead(dialing);
  }

  /** The worker took the award. */
  void confirmed(AttemptId id) {
    switch (stage.live(id).orElse(null)) {
      case Dialing(Attempt attempt, Instant _, boolean ahead) -> {
        ends.recordStart(attempt);
        if (!ahead) {
          stage.emit(new AuctionEffect.SendPayload(id));
        }
        run(attempt, dialling.timesOutAt(stage.now()), 0);
      }
      case Reattaching back -> {
        // A result that is at hand comes next, and is worth more than punctuality.
        Instant soonest = stage.in(config.reattachment().grace());
        Instant timesOutAt =
            attempts.isStarted(id) ? back.timesOutAt() : dialling.timesOutAt(stage.now());
        ends.recordStart(back.attempt());
        // A worker that has the payload does not mind another copy; one that has lost it needs it.
        stage.emit(new AuctionEffect.SendPayload(id));
        run(
            back.attempt(),
            timesOutAt.isBefore(soonest) ? soonest : timesOutAt,
            back.reattached() + 1);
      }
      case Running _ -> {}
      case null -> {}
    }
  }

  private void run(Attempt attempt, Instant timesOutAt, int reattached) {
    stage.attend(
        new Running(
            attempt,
            stage.in(config.lease()),
            ProgressPace.from(stage.now()),
            timesOutAt,
            hedgeAt(),
            reattached));
  }

  private Instant hedgeAt() {
    boolean wanted = spec.preferences().hedged() && spec.delivery() == Delivery.AT_LEAST_ONCE;
    return wanted
        ? ranking.unusuallyLong(spec.type()).map(stage::in).orElse(Instant.MAX)
        : Instant.MAX;
  }

  /** The worker does not take the award, or hangs up before it has begun. */
  Sequel declined(AttemptId id, DeclineReason reason, String detail) {
    String why = detail.isBlank() ? reason.toString() : reason + ": " + detail;
    return stage
        .live(id)
        .map(live -> ends.failOver(live, AttemptEnd.DECLINED, why, isStartPossible(live, reason)))
        .orElse(Sequel.STAY);
  }

  private static boolean isStartPossible(LiveAttempt live, DeclineReason reason) {
    return switch (live) {
      case Dialing _ -> reason == DeclineReason.ALREADY_ENDED;
      // A worker that was restarted declines what it does not remember to have started.
      case Running _ -> true;
      // It remembers its bid, so it would remember the attempt.
      case Reattaching _ -> reason != DeclineReason.NO_CAPACITY;
    };
  }

  /** The worker could not be reached, or did not answer. */
  Sequel dialFailed(AttemptId id, String detail, boolean payloadLeft) {
    return switch (stage.live(id).orElse(null)) {
      case Dialing dialing ->
          ends.failOver(dialing, AttemptEnd.DIAL_FAILED, detail, payloadLeft && dialing.ahead());
      case Reattaching sought when sought.dialled() -> dialling.rest(sought, detail);
      case Reattaching _ -> Sequel.STAY;
      case Running _ -> Sequel.STAY;
      case null -> Sequel.STAY;
    };
  }

  /** The connection broke, which says nothing about the job. */
  Sequel connectionLost(AttemptId id, String detail) {
    return switch (stage.live(id).orElse(null)) {
      case Dialing dialing ->
          ends.failOver(dialing, AttemptEnd.CONNECTION_LOST, detail, dialing.ahead());
      case Running running when running.reattached() >= Reattachment.PER_ATTEMPT_MAX ->
          ends.failOver(running, AttemptEnd.CONNECTION_LOST, detail, true);
      case Running running -> dialling.seekAgain(running, detail);
      case Reattaching _ -> dialFailed(id, detail, false);
      case null -> Sequel.STAY;
    };
  }

  /** The worker is alive. */
  void heartbeat(AuctionEvent.HeartbeatReceived heartbeat) {
    if (!(stage.live(heartbeat.attempt()).orElse(null) instanceof Running running)) {
      return;
    }
    ProgressPace pace = running.pace().heard(heartbeat.progress());
    Progress news = pace.recordable(stage.now());
    if (news != null) {
      stage.record(
          new JobEvent.ProgressReported(spec.id(), stage.now(), running.attempt().id(), news));
      pace = pace.recorded(stage.now());
    }
    stage.attend(running.alive(stage.in(config.lease()), pace));
  }

  /** The handler failed, or was stopped, or will not be started. */
  Sequel workFailed(AttemptId id, Failure failure, boolean begun) {
    LiveAttempt live = stage.live(id).orElse(null);
    if (live instanceof Dialing dialing && !begun) {
      return ends.failOver(dialing, AttemptEnd.NOT_BEGUN, failure.detail(), false);
    }
    if (!(live instanceof Running running)) {
      return Sequel.STAY;
    }
    if (!begun) {
      return ends.failOver(running, AttemptEnd.NOT_BEGUN, failure.detail(), false);
    }
    if (failure.code() == FailureCode.WORKER_STOPPING) {
      return ends.failOver(running, AttemptEnd.HANDED_BACK, failure.detail(), true);
    }
    if (!failure.retryable() || spec.delivery() == Delivery.AT_MOST_ONCE) {
      return ends.endForGood(running.attempt(), failure);
    }
    return ends.failOver(running, AttemptEnd.WORK_FAILED, failure.detail(), true);
  }

  /** A worker delivered, be it of an attempt that was given up: the first result wins. */
  Sequel resultReceived(AttemptId id, Content result, Receipt receipt) {
    Optional<Attempt> source =
        attempts.find(id).filter(attempt -> attempt.isProvenBy(receipt, result, requester));
    if (source.isEmpty()) {
      return invalid(id, "the receipt is not for what was delivered");
    }
    ends.endOthers(source.get(), "attempt " + id + " delivered first");
    ends.end(source.get(), AttemptEnd.SUCCEEDED, "");
    stage.emit(new AuctionEffect.AcknowledgeResult(id));
    return new Sequel.End(endings.succeeded(source.get(), receipt), result);
  }

  /** What the worker delivered is not sound. */
  Sequel invalid(AttemptId id, String detail) {
    return stage
        .live(id)
        .map(
            live ->
                ends.failOver(
                    live,
                    AttemptEnd.INVALID_RESULT,
                    detail,
                    !(live instanceof Dialing dialing) || dialing.ahead()))
        .orElse(Sequel.STAY);
  }

  /** Something of a live attempt is overdue. */
  Sequel timeUp(LiveAttempt live) {
    return switch (live) {
      case Dialing dialing ->
          ends.failOver(
              dialing, AttemptEnd.DIAL_FAILED, silentFor(config.dialLimit()), dialing.ahead());
      case Running running when stage.isPast(running.timesOutAt()) ->
          ends.failOver(running, AttemptEnd.TIMED_OUT, "", true);
      case Running running when !stage.isPast(running.leaseEndsAt()) -> {
        stage.attend(running.hedged());
        yield new Sequel.Hedge();
      }
      case Running running ->
          ends.failOver(running, AttemptEnd.HEARTBEATS_MISSED, silentFor(config.lease()), true);
      case Reattaching sought when stage.isPast(sought.giveUpAt()) ->
          dialling.outOfReach(sought, "no answer");
      case Reattaching sought when sought.dialled() -> dialling.rest(sought, "no answer");
      case Reattaching sought -> {
        dialling.redial(sought);
        yield Sequel.STAY;
      }
    };
  }

  private static String silentFor(Duration limit) {
    return "silent for " + Endings.seconds(limit);
  }
}
