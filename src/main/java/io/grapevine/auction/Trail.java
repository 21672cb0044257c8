package io.grapevine.auction;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/** The latest transitions of an auction, for whoever must find out how it came to a fault. */
final class Trail {
  /** Older steps are forgotten. */
  static final int STEPS_MAX = 32;

  private final Deque<Step> steps = new ArrayDeque<>();

  /**
   * One transition.
   *
   * @param cause the event that brought it about
   */
  record Step(Instant at, Phase from, Class<? extends AuctionEvent> cause, Phase to) {
    @Override
    public String toString() {
      return at + " " + from + " -" + cause.getSimpleName() + "-> " + to;
    }
  }

  void add(Step step) {
    if (steps.size() == STEPS_MAX) {
      steps.removeFirst();
    }
    steps.addLast(step);
  }

  List<Step> steps() {
    return List.copyOf(steps);
  }

  @Override
  public String toString() {
    return steps.stream().map(Step::toString).collect(Collectors.joining("; ", "[", "]"));
  }
}
