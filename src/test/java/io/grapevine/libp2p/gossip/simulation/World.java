package io.grapevine.libp2p.gossip.simulation;

import io.grapevine.testing.Randomised;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/** Time and chance: everything happens one after the other, by instant and then by sequence. */
final class World {

  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final long seed;
  private final PriorityQueue<Happening> queue = new PriorityQueue<>();
  private long nanos;
  private long sequence;
  private Instant now = START;

  World(long seed) {
    this.seed = seed;
  }

  /**
   * Chance for one concern, so that one more draw for the weather does not change who publishes.
   */
  RandomGenerator chance(String concern) {
    return Randomised.ofSeed(seed * GOLDEN + concern.hashCode());
  }

  /** Nanoseconds since the world began. */
  long nanos() {
    return nanos;
  }

  Instant now() {
    return now;
  }

  /** Something happens at a time, which must not have passed. */
  void at(long when, Runnable what) {
    if (when < nanos) {
      throw new IllegalArgumentException("the past cannot be changed");
    }
    queue.add(new Happening(when, sequence++, what));
  }

  /** Something happens after a while. */
  void after(long wait, Runnable what) {
    at(nanos + wait, what);
  }

  /** Something happens when a clock shows this. */
  void at(Instant when, Runnable what) {
    at(Math.max(nanos, Duration.between(START, when).toNanos()), what);
  }

  /** Lets time pass until then, and everything happen that is due by then. */
  void runUntil(long end) {
    while (!queue.isEmpty() && queue.peek().at <= end) {
      Happening next = queue.remove();
      turnTo(next.at);
      next.what.run();
    }
    turnTo(end);
  }

  private void turnTo(long time) {
    if (time != nanos) {
      nanos = time;
      now = START.plusNanos(time);
    }
  }

  private record Happening(long at, long sequence, Runnable what) implements Comparable<Happening> {

    @Override
    public int compareTo(Happening other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }
}
