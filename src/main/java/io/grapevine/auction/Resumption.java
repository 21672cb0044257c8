package io.grapevine.auction;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.Delivery;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobSpec;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The part of an auction that goes on from the history of its job. */
final class Resumption {
  private final JobSpec spec;
  private final PeerId requester;
  private final AuctionConfig config;
  private final Stage stage;
  private final Dialling dialling;
  private final AttemptEnds ends;
  private final Endings endings;

  Resumption(
      JobSpec spec,
      PeerId requester,
      AuctionConfig config,
      Stage stage,
      Dialling dialling,
      AttemptEnds ends,
      Endings endings) {
    this.spec = spec;
    this.requester = requester;
    this.config = config;
    this.stage = stage;
    this.dialling = dialling;
    this.ends = ends;
    this.endings = endings;
  }

  /** Asks the workers that may have the job, or says what else is to be done. */
  Sequel resume(Past past) {
    stage.record(new JobEvent.Resumed(spec.id(), stage.now(), requester));
    if (past.verdict().isPresent()) {
      return concludeWith(past.verdict().get(), past);
    }
    Instant deadline = past.deadline(stage.now());
    List<Job.Attempt> own =
        past.live().stream().filter(attempt -> past.isOf(attempt, requester)).toList();
    if (own.isEmpty()) {
      stage.endBy(deadline);
    } else {
      Instant soonest = stage.in(config.reattachment().grace());
      stage.endBy(deadline.isBefore(soonest) ? soonest : deadline);
    }
    Optional<Attempt> last = giveUpThoseOfOthers(past);
    if (!own.isEmpty()) {
      seek(past, own);
      return Sequel.STAY;
    }
    return withNobodyToAsk(past, last);
  }

  /** The end was decided before the restart: the input is as bad as it was. */
  private Sequel concludeWith(Past.Verdict verdict, Past past) {
    for (Job.Attempt live : past.live()) {
      if (live.end() == null) {
        String why = "attempt " + verdict.attempt().id() + " failed for good";
        ends.end(past.attemptOf(live), AttemptEnd.CANCELLED, why);
      }
    }
    return new Sequel.End(endings.workFailed(verdict.attempt(), verdict.failure()));
  }

  /**
   * A worker knows an attempt by its requester, so it would not answer this one, and may have begun
   * unheard.
   */
  private Optional<Attempt> giveUpThoseOfOthers(Past past) {
    Optional<Attempt> last = Optional.empty();
    for (Job.Attempt live : past.live()) {
      if (!past.isOf(live, requester)) {
        last = Optional.of(past.attemptOf(live));
        ends.recordStart(last.get());
        ends.end(last.get(), AttemptEnd.CONNECTION_LOST, "its requester is gone", true);
      }
    }
    return last;
  }

  private void seek(Past past, List<Job.Attempt> own) {
    List<LiveAttempt> sought = new ArrayList<>();
    for (Job.Attempt attempt : own) {
      Instant startedAt = attempt.startedAt();
      sought.add(
          dialling.seek(past.attemptOf(attempt), startedAt == null ? stage.now() : startedAt));
    }
    stage.become(new AuctionState.Attending(sought));
  }

  /** The end may have been decided before the restart, and not been written any more. */
  private Sequel withNobodyToAsk(Past past, Optional<Attempt> lost) {
    Optional<Attempt> only =
        spec.delivery() == Delivery.AT_MOST_ONCE ? lost.or(past::firstStarted) : Optional.empty();
    if (only.isPresent()) {
      return new Sequel.End(endings.possiblyStarted(only.get()));
    }
    if (past.cancelled().isPresent()) {
      return new Sequel.End(endings.cancelled(past.cancelled(), ""));
    }
    return stage.isTimeLeft()
        ? new Sequel.Choose(Optional.empty())
        : new Sequel.End(endings.expired(Optional.empty()));
  }
}
