package io.grapevine.worker;

import io.grapevine.job.DeclineReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** While an event is handled: what time it is, and what is to be done. */
final class Outbox {
  private Instant now = Instant.MIN;
  private List<WorkerEffect> effects = new ArrayList<>();

  /** Begins with the next event. */
  void open(Instant at) {
    now = at;
    effects = new ArrayList<>();
  }

  Instant now() {
    return now;
  }

  /** The instant that is so far away. */
  Instant in(Duration wait) {
    return now.plus(wait);
  }

  boolean isPast(Instant instant) {
    return !now.isBefore(instant);
  }

  void emit(WorkerEffect effect) {
    effects.add(effect);
  }

  void report(WorkerReport report) {
    emit(new WorkerEffect.Report(report));
  }

  /** Turns an award away. */
  void decline(Assignment assignment, DeclineReason reason, String detail) {
    emit(new WorkerEffect.DeclineAward(assignment, reason, detail));
    report(new WorkerReport.Declined(assignment, reason));
  }

  List<WorkerEffect> effects() {
    return List.copyOf(effects);
  }
}
