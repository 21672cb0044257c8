package io.grapevine.worker;

import io.grapevine.job.Content;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.JobId;
import io.grapevine.job.Progress;
import io.grapevine.job.Usage;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.worker.LiveAttempt.AwaitingPayload;
import io.grapevine.worker.LiveAttempt.Running;
import io.grapevine.worker.LiveAttempt.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The part of the desk that has attempts done. It knows each one by its name from the award to its
 * end, and {@link Deliveries} after that, so that none runs twice: a repeated award finds it
 * waiting, running, done, or gone. One that waits for a slot is confirmed, and its lease is
 * renewed, but its handler has not begun.
 */
final class Attempts {
  private final CapacityLedger ledger;
  private final Outbox outbox;
  private final Map<Assignment, LiveAttempt> live = new LinkedHashMap<>();
  private final Deliveries deliveries;
  private final RunTimes runTimes = new RunTimes();
  private final Turns turns = new Turns();

  Attempts(CapacityLedger ledger, Deliveries deliveries, Outbox outbox) {
    this.ledger = ledger;
    this.deliveries = deliveries;
    this.outbox = outbox;
  }

  /** Live attempts that were awarded on the same bid. */
  int beside(Assignment assignment) {
    return (int)
        live.keySet().stream()
            .filter(one -> one.requester().equals(assignment.requester()))
            .filter(one -> one.reservation().equals(assignment.reservation()))
            .count();
  }

  /** Takes an award for which there is such a seat. */
  void accept(Assignment assignment, Award award, Seat seat) {
    ledger.take(award.terms().type(), seat);
    confirm(assignment, award, seat);
  }

  /**
   * How long a newcomer would wait for a slot. What is only held for bids does not count, since
   * most of them are not chosen.
   */
  Duration expectedWait(WorkType type) {
    int ofType = (int) holdings().stream().filter(each -> each.type().equals(type)).count();
    int slots = ledger.slotsFor(type);
    int missing = Math.max(live.size() - ledger.slots(), ofType - slots);
    return missing < 0 ? Duration.ZERO : runTimes.expectedWait(type, slots, missing);
  }

  /**
   * Answers an award that came before.
   *
   * @return false if it is new
   */
  boolean answerAgain(Assignment assignment, Award award) {
    if (deliveries.answerAgain(assignment)) {
      return true;
    }
    return switch (live.get(assignment)) {
      case null -> false;
      case AwaitingPayload waiting -> {
        confirm(assignment, waiting.award(), waiting.seat());
        yield true;
      }
      case Waiting waiting -> {
        live.put(assignment, waiting.attended(true, outbox.in(award.heartbeatInterval())));
        outbox.emit(new WorkerEffect.ConfirmAward(assignment));
        yield true;
      }
      case Running running -> {
        live.put(assignment, running.attendedAgain(outbox.now()));
        outbox.emit(new WorkerEffect.ConfirmAward(assignment));
        yield true;
      }
    };
  }

  /** Starts the handler if the payload is the one that was awarded, or lets it wait for a slot. */
  void payloadReceived(Assignment assignment, Content payload) {
    if (!(live.get(assignment) instanceof AwaitingPayload(Award award, Seat seat, Instant _))) {
      return;
    }
    if (!award.terms().fits(payload)) {
      free(assignment);
      outbox.decline(
          assignment, DeclineReason.INVALID, "the payload is not the one that was awarded");
      return;
    }
    Waiting ready = new Waiting(award, payload, true, outbox.in(award.heartbeatInterval()));
    switch (seat) {
      case SLOT -> begin(assignment, ready);
      case QUEUE -> {
        live.put(assignment, ready);
        outbox.report(new WorkerReport.Queued(assignment));
      }
    }
  }

  /** Gives the slots that are free to those who wait for them. */
  void startWaiting() {
    Optional<Assignment> next = turns.next(startable());
    while (next.isPresent()) {
      promote(next.get());
      next = turns.next(startable());
    }
  }

  private List<Assignment> startable() {
    return live.entrySet().stream()
        .filter(entry -> entry.getValue().seat() == Seat.QUEUE)
        .filter(entry -> ledger.hasRoomFor(entry.getValue().holding().type(), Seat.SLOT))
        .map(Map.Entry::getKey)
        .toList();
  }

  private void promote(Assignment assignment) {
    LiveAttempt attempt = Objects.requireNonNull(live.get(assignment));
    WorkType type = attempt.holding().type();
    ledger.free(type, Seat.QUEUE);
    ledger.take(type, Seat.SLOT);
    switch (attempt) {
      case AwaitingPayload(Award award, Seat _, Instant until) ->
          live.put(assignment, new AwaitingPayload(award, Seat.SLOT, until));
      case Waiting waiting -> begin(assignment, waiting);
      case Running _ -> throw new IllegalStateException(assignment + " runs and waits");
    }
  }

  /** Its seat is a slot. */
  private void begin(Assignment assignment, Waiting ready) {
    Award award = ready.award();
    Running running =
        new Running(
            award,
            outbox.now(),
            ready.attended(),
            outbox.in(award.heartbeatInterval()),
            outbox.in(Running.NEWS_PAUSE),
            null);
    live.put(assignment, running);
    Duration limit = Duration.between(outbox.now(), award.endsAt());
    outbox.emit(
        new WorkerEffect.StartRun(assignment, award.terms().type(), ready.payload(), limit));
    outbox.report(new WorkerReport.RunStarted(assignment));
  }

  /** Tells the news, or keeps it for a moment if there was some just before. */
  void progressMade(Assignment assignment, Progress progress) {
    if (live.get(assignment) instanceof Running running) {
      Running informed = running.withNews(progress);
      if (outbox.isPast(informed.nextDeadline())) {
        beat(assignment, informed);
      } else {
        live.put(assignment, informed);
      }
    }
  }

  private void beat(Assignment assignment, Running running) {
    outbox.emit(new WorkerEffect.SendHeartbeat(assignment, running.news()));
    live.put(assignment, running.beating(outbox.now()));
  }

  /** Delivers the result, and keeps it until it is acknowledged. */
  void runCompleted(Assignment assignment, Content result, Usage usage) {
    if (live.get(assignment) instanceof Running running) {
      learn(running);
      free(assignment);
      outbox.report(new WorkerReport.RunEnded(assignment, true));
      deliveries.completed(assignment, result, usage, running.attended());
    }
  }

  /** Delivers the failure. */
  void runFailed(Assignment assignment, Failure failure) {
    if (live.get(assignment) instanceof Running running) {
      learn(running);
      end(assignment);
      outbox.report(new WorkerReport.RunEnded(assignment, false));
      if (running.attended()) {
        outbox.emit(new WorkerEffect.SendFailure(assignment, failure, true));
      }
    }
  }

  /** The requester wants no more of this attempt. */
  void cancelled(Assignment assignment) {
    switch (live.get(assignment)) {
      case null -> deliveries.cancelled(assignment);
      case AwaitingPayload _, Waiting _ -> end(assignment);
      case Running _ -> stop(assignment);
    }
  }

  /**
   * The requester cannot be reached: what runs goes on, what waits for it does not. What waits for
   * a slot is kept for as long as the requester bears silence; then it has turned to others.
   */
  void requesterLost(Assignment assignment) {
    switch (live.get(assignment)) {
      case null -> deliveries.requesterLost(assignment);
      case AwaitingPayload _ -> free(assignment);
      case Waiting waiting ->
          live.put(assignment, waiting.attended(false, outbox.in(waiting.award().lease())));
      case Running running -> live.put(assignment, running.unattended());
    }
  }

  /** Does what is due: heartbeats, ends of waits and of runs, ends of retention. */
  void expire() {
    for (Map.Entry<Assignment, LiveAttempt> entry : List.copyOf(live.entrySet())) {
      if (outbox.isPast(entry.getValue().nextDeadline())) {
        overdue(entry.getKey(), entry.getValue());
      }
    }
    deliveries.expire();
  }

  Optional<Instant> nextDeadline() {
    return Stream.concat(
            live.values().stream().map(LiveAttempt::nextDeadline),
            deliveries.nextDeadline().stream())
        .min(Instant::compareTo);
  }

  /** The seats that attempts have. */
  List<Holding> holdings() {
    return live.values().stream().map(LiveAttempt::holding).toList();
  }

  /** How many seats the attempts of this requester have. */
  int seatsOf(PeerId requester) {
    return (int) live.keySet().stream().filter(each -> each.requester().equals(requester)).count();
  }

  /**
   * The job is over, so nobody will ever ask for what is done for it here without being listened
   * to. An attempt whose requester listens is told apart.
   */
  void jobClosed(PeerId requester, JobId job) {
    deliveries.jobClosed(requester, job);
    for (Map.Entry<Assignment, LiveAttempt> entry : List.copyOf(live.entrySet())) {
      Assignment assignment = entry.getKey();
      if (assignment.requester().equals(requester) && assignment.attempt().job().equals(job)) {
        switch (entry.getValue()) {
          case Running running when !running.attended() -> stop(assignment);
          case Waiting waiting when !waiting.attended() -> end(assignment);
          case AwaitingPayload _, Waiting _, Running _ -> {}
        }
      }
    }
  }

  /** What has not begun is given back at once, so that others can begin with it. */
  void handBackWaiting() {
    handBack(attempt -> attempt.seat() == Seat.QUEUE);
  }

  /** Whatever is not done is given back, and what runs is stopped. */
  void handBackAll() {
    handBack(_ -> true);
  }

  private void handBack(Predicate<LiveAttempt> which) {
    for (Map.Entry<Assignment, LiveAttempt> entry : List.copyOf(live.entrySet())) {
      if (which.test(entry.getValue())) {
        handBack(entry.getKey(), entry.getValue());
      }
    }
  }

  private void handBack(Assignment assignment, LiveAttempt attempt) {
    boolean begun = attempt instanceof Running;
    String how = begun ? "the job was not done yet" : "the job had not begun";
    boolean attended =
        switch (attempt) {
          case AwaitingPayload _ -> true;
          case Waiting waiting -> waiting.attended();
          case Running running -> running.attended();
        };
    if (attended) {
      Failure failure =
          Failure.transientFailure(
              FailureCode.WORKER_STOPPING, "this worker is about to stop, and " + how);
      outbox.emit(new WorkerEffect.SendFailure(assignment, failure, begun));
    }
    if (begun) {
      stop(assignment);
    } else {
      end(assignment);
    }
  }

  /** Whether something runs, or a requester listens for a result. */
  boolean areUnderWay() {
    return !live.isEmpty() || deliveries.anyAttended();
  }

  private void confirm(Assignment assignment, Award award, Seat seat) {
    Instant patience = outbox.in(award.lease());
    Instant until = patience.isBefore(award.endsAt()) ? patience : award.endsAt();
    live.put(assignment, new AwaitingPayload(award, seat, until));
    outbox.emit(new WorkerEffect.ConfirmAward(assignment));
  }

  private void overdue(Assignment assignment, LiveAttempt attempt) {
    switch (attempt) {
      case AwaitingPayload _ -> {
        free(assignment);
        outbox.decline(
            assignment, DeclineReason.NO_CAPACITY, "the payload did not come within the lease");
      }
      case Waiting waiting -> overdueInQueue(assignment, waiting);
      case Running running when outbox.isPast(running.award().endsAt()) -> {
        stop(assignment);
        if (running.attended()) {
          sendOutOfTime(assignment, true);
        }
      }
      case Running running -> beat(assignment, running);
    }
  }

  private void overdueInQueue(Assignment assignment, Waiting waiting) {
    Award award = waiting.award();
    if (outbox.isPast(award.endsAt())) {
      end(assignment);
      if (waiting.attended()) {
        sendOutOfTime(assignment, false);
      }
    } else if (waiting.attended()) {
      outbox.emit(new WorkerEffect.SendHeartbeat(assignment, null));
      live.put(assignment, waiting.attended(true, outbox.in(award.heartbeatInterval())));
    } else {
      // It never began, so it may come again.
      free(assignment);
    }
  }

  private void sendOutOfTime(Assignment assignment, boolean begun) {
    Failure failure =
        Failure.transientFailure(FailureCode.DEADLINE_EXCEEDED, "the job's time is over");
    outbox.emit(new WorkerEffect.SendFailure(assignment, failure, begun));
  }

  private void learn(Running running) {
    runTimes.ended(running.holding().type(), Duration.between(running.startedAt(), outbox.now()));
  }

  private void stop(Assignment assignment) {
    end(assignment);
    outbox.emit(new WorkerEffect.StopRun(assignment));
    outbox.report(new WorkerReport.RunEnded(assignment, false));
  }

  /** Its slot is free, and it will never run here again. */
  private void end(Assignment assignment) {
    free(assignment);
    deliveries.remember(assignment);
  }

  private void free(Assignment assignment) {
    LiveAttempt attempt = live.remove(assignment);
    if (attempt != null) {
      ledger.free(attempt.holding().type(), attempt.seat());
    }
  }
}
