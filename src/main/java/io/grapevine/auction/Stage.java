package io.grapevine.auction;

import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where an auction stands, and, while an event is handled, what time it is and what is to be done.
 * The only place where the state changes, and where an illegal change is refused.
 */
final class Stage {
  private final JobId job;
  private final Trail trail = new Trail();
  private AuctionState state = new AuctionState.Unopened();
  private Instant deadline = Instant.MAX;

  // Of the event in hand.
  private AuctionEvent event = new AuctionEvent.DeadlineReached();
  private Instant now = Instant.MIN;
  private List<AuctionEffect> effects = new ArrayList<>();

  Stage(JobId job) {
    this.job = job;
  }

  /** Turns to the next event. */
  void turnTo(AuctionEvent next, Instant at) {
    event = next;
    now = at;
    effects = new ArrayList<>();
  }

  /** What is to be done about the event in hand. */
  List<AuctionEffect> effects() {
    return List.copyOf(effects);
  }

  void become(AuctionState next) {
    if (!state.phase().successors().contains(next.phase())) {
      throw illegal("it cannot become " + next.phase());
    }
    trail.add(new Trail.Step(now, state.phase(), event.getClass(), next.phase()));
    state = next;
  }

  void emit(AuctionEffect effect) {
    effects.add(effect);
  }

  void record(JobEvent entry) {
    emit(new AuctionEffect.RecordEvent(entry));
  }

  void reject(Bid bid) {
    emit(new AuctionEffect.RejectBid(bid));
  }

  JobId job() {
    return job;
  }

  AuctionState state() {
    return state;
  }

  Instant now() {
    return now;
  }

  /** The instant that is so far away. */
  Instant in(Duration wait) {
    return now.plus(wait);
  }

  /** The job must be over by then. */
  void endBy(Instant end) {
    deadline = end;
  }

  Duration timeLeft() {
    return Duration.between(now, deadline);
  }

  /** The instant that is so far away, or the end of the job if that comes first. */
  Instant atMostIn(Duration wait) {
    Instant instant = in(wait);
    return instant.isBefore(deadline) ? instant : deadline;
  }

  boolean isTimeLeft() {
    return now.isBefore(deadline);
  }

  /** Whether what the state waits for is overdue. */
  boolean isTimerDue() {
    return state.timer().filter(this::isPast).isPresent();
  }

  /** Whether it is so late, or later. */
  boolean isPast(Instant instant) {
    return !now.isBefore(instant);
  }

  /** When the state or the job must be looked at again. */
  Optional<Instant> nextDeadline() {
    return state.timer().map(timer -> timer.isBefore(deadline) ? timer : deadline);
  }

  /** The live attempt of this id. */
  Optional<LiveAttempt> live(AttemptId id) {
    return state.live().stream().filter(live -> live.attempt().id().equals(id)).findFirst();
  }

  /** A live attempt goes on in another way, or one more begins. */
  void attend(LiveAttempt next) {
    List<LiveAttempt> attended = new ArrayList<>();
    boolean replaced = false;
    for (LiveAttempt live : state.live()) {
      boolean same = live.attempt().id().equals(next.attempt().id());
      attended.add(same ? next : live);
      replaced |= same;
    }
    if (!replaced) {
      attended.add(next);
    }
    become(new AuctionState.Attending(attended));
  }

  /**
   * A live attempt is over.
   *
   * @return whether another one lives; otherwise the state is to change within this event
   */
  boolean leave(AttemptId id) {
    List<LiveAttempt> others =
        state.live().stream().filter(live -> !live.attempt().id().equals(id)).toList();
    if (!others.isEmpty() && others.size() < state.live().size()) {
      become(new AuctionState.Attending(others));
    }
    return !others.isEmpty();
  }

  Trail trail() {
    return trail;
  }

  /** A fault of ours, with all that is needed to find it. */
  IllegalStateException illegal(String why) {
    return new IllegalStateException(
        "auction of job %s in phase %s, told of %s: %s; history %s"
            .formatted(job, state.phase(), event.getClass().getSimpleName(), why, trail));
  }
}
