package io.grapevine.coordination;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** How fast jobs come to their end of late. Not safe for use by many threads. */
final class CompletionRate {
  /** So many of the latest ends count. */
  private static final int WINDOW = 128;

  private final Deque<Instant> ends = new ArrayDeque<>(WINDOW);

  /** A job has ended. */
  void note(Instant at) {
    if (ends.size() == WINDOW) {
      ends.removeFirst();
    }
    ends.addLast(at);
  }

  /**
   * How long so many more jobs take at this rate.
   *
   * @param least said also where nothing is known
   * @param most never more than that
   */
  Duration timeFor(int jobs, Instant now, Duration least, Duration most) {
    if (ends.isEmpty()) {
      return least;
    }
    Duration seen = Duration.between(ends.getFirst(), now);
    Duration estimate = seen.multipliedBy(jobs).dividedBy(ends.size());
    if (estimate.compareTo(least) < 0) {
      return least;
    }
    return estimate.compareTo(most) > 0 ? most : estimate;
  }
}
