package io.grapevine.simulation.scale;

import io.grapevine.testing.JobSamples;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;

/**
 * Virtual time, in nanoseconds from its beginning: everything happens by instant, then by order.
 */
final class Timeline {
  private final PriorityQueue<Happening> queue = new PriorityQueue<>();
  private long now;
  private long sequence;

  private record Happening(long at, long sequence, Runnable what) implements Comparable<Happening> {
    @Override
    public int compareTo(Happening other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  long now() {
    return now;
  }

  Instant instant() {
    return JobSamples.START.plusNanos(now);
  }

  /** When this instant comes. */
  static long nanos(Instant instant) {
    return Duration.between(JobSamples.START, instant).toNanos();
  }

  /** Something happens then, or at once if that is past. */
  void at(long instant, Runnable what) {
    queue.add(new Happening(Math.max(now, instant), sequence++, what));
  }

  void after(long wait, Runnable what) {
    at(now + wait, what);
  }

  /**
   * Lets everything happen, until nothing is left to happen or time is up.
   *
   * @return whether nothing is left
   */
  boolean run(long end) {
    while (!queue.isEmpty() && queue.peek().at() <= end) {
      Happening next = queue.remove();
      now = next.at();
      next.what().run();
    }
    return queue.isEmpty();
  }
}
