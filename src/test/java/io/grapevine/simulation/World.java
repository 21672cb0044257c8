package io.grapevine.simulation;

import static io.grapevine.testing.JobSamples.START;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/** Time and chance: everything happens one after the other, by instant and then by sequence. */
final class World {
  private final PriorityQueue<Happening> queue =
      new PriorityQueue<>(
          Comparator.comparing(Happening::at).thenComparingLong(Happening::sequence));
  private final RandomGenerator random;
  private final Transcript transcript;
  private Instant now = START;
  private long sequence;
  private Weather weather;
  private Duration lateness = Duration.ZERO;

  private record Happening(Instant at, long sequence, Runnable what) {}

  World(RandomGenerator random, Weather weather, Transcript transcript) {
    this.random = random;
    this.weather = weather;
    this.transcript = transcript;
  }

  Instant now() {
    return now;
  }

  RandomGenerator random() {
    return random;
  }

  Transcript transcript() {
    return transcript;
  }

  Weather weather() {
    return weather;
  }

  /** From now on faults come as this says. */
  void turn(Weather next) {
    lateness = lateness();
    weather = next;
  }

  /** How late a timer may be; one that was set in earlier weather goes off as late as was usual. */
  Duration lateness() {
    Duration now = Duration.ofMillis(weather.lateTimerMillis());
    return now.compareTo(lateness) > 0 ? now : lateness;
  }

  /** Something happens after a while. */
  void after(Duration wait, Runnable what) {
    queue.add(new Happening(now.plus(wait), sequence++, what));
  }

  /** Lets time pass, and everything happen that is due by then. */
  void runFor(Duration time) {
    Instant end = now.plus(time);
    while (!queue.isEmpty() && !queue.peek().at().isAfter(end)) {
      Happening next = queue.remove();
      now = next.at();
      next.what().run();
    }
    now = end;
  }

  /** Whether something of this probability happens. */
  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** A duration of up to so many milliseconds. */
  Duration upTo(long millis) {
    return Duration.ofNanos(random.nextLong(millis * 1_000_000 + 1));
  }

  /** A duration between these, both included. */
  Duration between(long minMillis, long maxMillis) {
    return Duration.ofMillis(minMillis).plus(upTo(maxMillis - minMillis));
  }
}
