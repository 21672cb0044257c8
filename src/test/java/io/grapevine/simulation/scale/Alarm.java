package io.grapevine.simulation.scale;

import java.time.Instant;
import java.util.Optional;

/** One timer, set anew after each event; what was set before and is not due any more is ignored. */
final class Alarm {
  private final Timeline timeline;
  private long setFor = Long.MAX_VALUE;
  private long due = Long.MAX_VALUE;

  Alarm(Timeline timeline) {
    this.timeline = timeline;
  }

  void set(Optional<Instant> deadline, Runnable timeUp) {
    due = deadline.map(Timeline::nanos).orElse(Long.MAX_VALUE);
    if (due < setFor) {
      setFor = due;
      timeline.at(due, () -> ring(timeUp));
    }
  }

  private void ring(Runnable timeUp) {
    if (timeline.now() < setFor) {
      return;
    }
    setFor = Long.MAX_VALUE;
    if (due <= timeline.now()) {
      timeUp.run();
    } else if (due != Long.MAX_VALUE) {
      setFor = due;
      timeline.at(due, () -> ring(timeUp));
    }
  }
}
