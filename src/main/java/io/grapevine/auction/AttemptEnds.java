package io.grapevine.auction;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.Delivery;
import io.grapevine.job.Failure;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobSpec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the attempts of an auction end, and what follows. */
final class AttemptEnds {
  private final JobSpec spec;
  private final Stage stage;
  private final AttemptBudget attempts;
  private final Endings endings;
  private final Ranking ranking;

  AttemptEnds(JobSpec spec, Stage stage, AttemptBudget attempts, Endings endings, Ranking ranking) {
    this.spec = spec;
    this.stage = stage;
    this.attempts = attempts;
    this.endings = endings;
    this.ranking = ranking;
  }

  /** A live attempt has come to a bad end. */
  Sequel failOver(LiveAttempt live, AttemptEnd end, String detail, boolean mayHaveStarted) {
    Attempt attempt = live.attempt();
    if (mayHaveStarted && live instanceof LiveAttempt.Dialing) {
      // Nobody would know after a restart: it was not confirmed, and is not sought again.
      recordStart(attempt);
    }
    boolean lives = end(attempt, end, detail);
    if (mayHaveStarted) {
      attempts.started(attempt.id(), stage.now());
    }
    if (mayHaveStarted && spec.delivery() == Delivery.AT_MOST_ONCE) {
      return new Sequel.End(endings.possiblyStarted(attempt));
    }
    return lives ? Sequel.STAY : new Sequel.Choose(Optional.of(attempt));
  }

  /** The worker has begun, or may have; it counts once. */
  void recordStart(Attempt attempt) {
    if (attempts.started(attempt.id(), stage.now())) {
      stage.record(new JobEvent.AttemptStarted(spec.id(), stage.now(), attempt.id()));
    }
  }

  /** All live attempts but the one that has decided the job are over. */
  void endOthers(Attempt decisive, String why) {
    for (LiveAttempt live : stage.state().live()) {
      if (!live.attempt().equals(decisive)) {
        if (live instanceof LiveAttempt.Dialing dialing && dialing.ahead()) {
          // The decision may be lost with the requester, and the payload has left.
          recordStart(dialing.attempt());
        }
        end(live.attempt(), AttemptEnd.CANCELLED, why);
      }
    }
  }

  /** Whatever lives is over; returns the leading attempt, if there was one. */
  Optional<Attempt> endAll(AttemptEnd end, String detail) {
    List<LiveAttempt> live = stage.state().live();
    live.forEach(each -> end(each.attempt(), end, detail));
    return live.stream().findFirst().map(LiveAttempt::attempt);
  }

  /**
   * An attempt is over.
   *
   * @return whether another one lives
   */
  boolean end(Attempt attempt, AttemptEnd end, String detail) {
    return end(attempt, end, detail, end == AttemptEnd.DECLINED && !attempt.reserved(), null);
  }

  /**
   * The handler failed, and nobody else is to try: whatever else lives is over, too.
   *
   * @return the end of the job
   */
  Sequel endForGood(Attempt attempt, Failure verdict) {
    // What no other worker could do is not this one's fault.
    end(attempt, AttemptEnd.WORK_FAILED, verdict.detail(), !verdict.retryable(), verdict);
    endOthers(attempt, "attempt " + attempt.id() + " failed for good");
    return new Sequel.End(endings.workFailed(attempt, verdict));
  }

  /**
   * The same.
   *
   * @param blameless whether the end does not tell against the worker, though most like it do
   */
  boolean end(Attempt attempt, AttemptEnd end, String detail, boolean blameless) {
    return end(attempt, end, detail, blameless, null);
  }

  private boolean end(
      Attempt attempt,
      AttemptEnd end,
      String detail,
      boolean blameless,
      @Nullable Failure verdict) {
    ranking.observe(
        new Conduct(
            attempt.worker(),
            spec.type(),
            end,
            blameless,
            attempts.tookSince(attempt.id(), stage.now())),
        stage.now());
    attempts.ended(attempt, end, detail);
    stage.record(
        new JobEvent.AttemptEnded(spec.id(), stage.now(), attempt.id(), end, detail, verdict));
    switch (end) {
      // The worker has ended the stream itself, or is about to hear that its result is safe.
      case SUCCEEDED, DECLINED, WORK_FAILED, HANDED_BACK, NOT_BEGUN -> {}
      case DIAL_FAILED,
          CONNECTION_LOST,
          HEARTBEATS_MISSED,
          INVALID_RESULT,
          TIMED_OUT,
          CANCELLED,
          EXPIRED ->
          stage.emit(new AuctionEffect.AbandonAttempt(attempt.id(), end));
    }
    return stage.leave(attempt.id());
  }
}
