package io.grapevine.worker;

import io.grapevine.job.Content;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.Progress;
import io.grapevine.job.Usage;
import io.grapevine.job.WorkType;
import io.grapevine.worker.LiveAttempt.AwaitingPayload;
import io.grapevine.worker.LiveAttempt.Running;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The part of the desk that has attempts done. It knows each one by its name from the award to long
 * after its end, so that none runs twice: a repeated award finds it waiting, running, done, or
 * gone.
 */
final class Attempts {
  /** Most ended attempts that are remembered; the oldest go first. */
  static final int ENDED_MAX = 10_000;

  private final CapacityLedger ledger;
  private final Outbox outbox;
  private final Map<Assignment, LiveAttempt> live = new LinkedHashMap<>();
  private final KeptResults results;
  private final Map<Assignment, Instant> ended = new BoundedMap<>(ENDED_MAX);

  Attempts(WorkerConfig config, CapacityLedger ledger, Outbox outbox) {
    this.ledger = ledger;
    this.outbox = outbox;
    this.results = new KeptResults(config.resultsMax(), config.resultRetention());
  }

  /** Takes an award for which there is a slot. */
  void accept(Assignment assignment, Award award) {
    ledger.take(award.terms().type());
    confirm(assignment, award);
  }

  /**
   * Answers an award that came before.
   *
   * @return false if it is new
   */
  boolean answerAgain(Assignment assignment, Award award) {
    Optional<KeptResults.Kept> kept = results.find(assignment);
    if (kept.isPresent()) {
      results.attend(assignment, true);
      outbox.emit(new WorkerEffect.ConfirmAward(assignment));
      sendResult(assignment, kept.get().result(), kept.get().usage());
      return true;
    }
    if (ended.containsKey(assignment)) {
      outbox.decline(
          assignment, DeclineReason.ALREADY_ENDED, "it ran here, and its result is gone");
      return true;
    }
    return switch (live.get(assignment)) {
      case null -> false;
      case AwaitingPayload waiting -> {
        confirm(assignment, waiting.award());
        yield true;
      }
      case Running running -> {
        live.put(assignment, running.beating(outbox.in(award.heartbeatInterval())));
        outbox.emit(new WorkerEffect.ConfirmAward(assignment));
        yield true;
      }
    };
  }

  /** Starts the handler, if the payload is the one that was awarded. */
  void payloadReceived(Assignment assignment, Content payload) {
    if (!(live.get(assignment) instanceof AwaitingPayload(Award award, Instant _))) {
      return;
    }
    if (!award.terms().fits(payload)) {
      free(assignment);
      outbox.decline(
          assignment, DeclineReason.INVALID, "the payload is not the one that was awarded");
      return;
    }
    Instant heartbeatAt = outbox.in(award.heartbeatInterval());
    live.put(assignment, new Running(award, true, heartbeatAt, null));
    Duration limit = Duration.between(outbox.now(), award.endsAt());
    outbox.emit(new WorkerEffect.StartRun(assignment, award.terms().type(), payload, limit));
    outbox.report(new WorkerReport.RunStarted(assignment));
  }

  /** Keeps the news for the next heartbeat. */
  void progressMade(Assignment assignment, Progress progress) {
    if (live.get(assignment) instanceof Running running) {
      live.put(assignment, running.withNews(progress));
    }
  }

  /** Delivers the result, and keeps it until it is acknowledged. */
  void runCompleted(Assignment assignment, Content result, Usage usage) {
    if (live.get(assignment) instanceof Running running) {
      free(assignment);
      outbox.report(new WorkerReport.RunEnded(assignment, true));
      results
          .keep(assignment, result, usage, running.attended(), outbox.now())
          .forEach(this::resultDropped);
      if (running.attended()) {
        sendResult(assignment, result, usage);
      }
    }
  }

  /** Delivers the failure. */
  void runFailed(Assignment assignment, Failure failure) {
    if (live.get(assignment) instanceof Running running) {
      end(assignment);
      outbox.report(new WorkerReport.RunEnded(assignment, false));
      if (running.attended()) {
        outbox.emit(new WorkerEffect.SendFailure(assignment, failure));
      }
    }
  }

  /** The requester wants no more of this attempt. */
  void cancelled(Assignment assignment) {
    switch (live.get(assignment)) {
      case null -> {
        if (results.drop(assignment)) {
          resultDropped(assignment);
        }
      }
      case AwaitingPayload _ -> end(assignment);
      case Running _ -> stop(assignment);
    }
  }

  /** The requester cannot be reached: what runs goes on, what waits for it does not. */
  void requesterLost(Assignment assignment) {
    switch (live.get(assignment)) {
      case null -> results.attend(assignment, false);
      case AwaitingPayload _ -> free(assignment);
      case Running running -> live.put(assignment, running.unattended());
    }
  }

  /** The requester has the result. */
  void acknowledged(Assignment assignment) {
    if (results.drop(assignment)) {
      remember(assignment);
    }
  }

  /** Stops what is under way, and has its requesters turn to other workers at once. */
  void handBack() {
    for (Map.Entry<Assignment, LiveAttempt> entry : List.copyOf(live.entrySet())) {
      Assignment assignment = entry.getKey();
      switch (entry.getValue()) {
        case AwaitingPayload _ -> end(assignment);
        case Running _ -> stop(assignment);
      }
      outbox.emit(
          new WorkerEffect.SendFailure(
              assignment,
              Failure.transientFailure(
                  FailureCode.WORKER_STOPPING, "the worker stops and gives the job back")));
    }
  }

  /** Does what is due: heartbeats, ends of waits and of runs, ends of retention. */
  void expire() {
    for (Map.Entry<Assignment, LiveAttempt> entry : List.copyOf(live.entrySet())) {
      if (outbox.isPast(entry.getValue().nextDeadline())) {
        overdue(entry.getKey(), entry.getValue());
      }
    }
    results.expire(outbox.now()).forEach(this::resultDropped);
  }

  Optional<Instant> nextDeadline() {
    return Stream.concat(
            live.values().stream().map(LiveAttempt::nextDeadline), results.nextDeadline().stream())
        .min(Instant::compareTo);
  }

  /** The work types for which slots are held, one entry per slot. */
  List<WorkType> holdings() {
    return live.values().stream().map(attempt -> attempt.award().terms().type()).toList();
  }

  /** Whether something runs, or a requester listens for a result. */
  boolean areUnderWay() {
    return !live.isEmpty() || results.anyAttended();
  }

  private void confirm(Assignment assignment, Award award) {
    Instant patience = outbox.in(award.lease());
    Instant until = patience.isBefore(award.endsAt()) ? patience : award.endsAt();
    live.put(assignment, new AwaitingPayload(award, until));
    outbox.emit(new WorkerEffect.ConfirmAward(assignment));
  }

  private void overdue(Assignment assignment, LiveAttempt attempt) {
    switch (attempt) {
      case AwaitingPayload _ -> {
        free(assignment);
        outbox.decline(
            assignment, DeclineReason.NO_CAPACITY, "the payload did not come within the lease");
      }
      case Running running when outbox.isPast(running.award().endsAt()) -> {
        stop(assignment);
        if (running.attended()) {
          outbox.emit(
              new WorkerEffect.SendFailure(
                  assignment,
                  Failure.transientFailure(
                      FailureCode.DEADLINE_EXCEEDED, "the job's time is over")));
        }
      }
      case Running running -> {
        outbox.emit(new WorkerEffect.SendHeartbeat(assignment, running.news()));
        live.put(assignment, running.beating(outbox.in(running.award().heartbeatInterval())));
      }
    }
  }

  private void stop(Assignment assignment) {
    end(assignment);
    outbox.emit(new WorkerEffect.StopRun(assignment));
    outbox.report(new WorkerReport.RunEnded(assignment, false));
  }

  private void sendResult(Assignment assignment, Content result, Usage usage) {
    outbox.emit(new WorkerEffect.SendResult(assignment, result, usage));
  }

  private void resultDropped(Assignment assignment) {
    remember(assignment);
    outbox.report(new WorkerReport.ResultExpired(assignment));
  }

  /** Its slot is free, and it will never run here again. */
  private void end(Assignment assignment) {
    free(assignment);
    remember(assignment);
  }

  private void free(Assignment assignment) {
    LiveAttempt attempt = live.remove(assignment);
    if (attempt != null) {
      ledger.free(attempt.award().terms().type());
    }
  }

  private void remember(Assignment assignment) {
    ended.put(assignment, outbox.now());
  }
}
