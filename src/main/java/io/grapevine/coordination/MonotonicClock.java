package io.grapevine.coordination;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Time that never goes back. It advances with {@link System#nanoTime} and follows the wall clock by
 * running at most a thousandth faster or slower, so that a step of the wall clock neither expires
 * every job at once nor stops time.
 */
public final class MonotonicClock implements InstantSource {
  /** Slowest correction: 1 nanosecond in so many. */
  private static final long SLEW = 1_000;

  private final InstantSource wall;
  private final LongSupplier nanoTime;
  private long lastNanos;
  private Instant last;

  /** Starts at the system's time. */
  public MonotonicClock() {
    this(InstantSource.system(), System::nanoTime);
  }

  MonotonicClock(InstantSource wall, LongSupplier nanoTime) {
    this.wall = wall;
    this.nanoTime = nanoTime;
    this.last = wall.instant();
    this.lastNanos = nanoTime.getAsLong();
  }

  @Override
  public synchronized Instant instant() {
    long nanos = nanoTime.getAsLong();
    long elapsed = Math.max(0, nanos - lastNanos);
    Instant unslewed = last.plusNanos(elapsed);
    long most = elapsed / SLEW;
    last = unslewed.plusNanos(Math.clamp(ahead(unslewed), -most, most));
    lastNanos += elapsed;
    return last;
  }

  private long ahead(Instant than) {
    Duration gap = Duration.between(than, wall.instant());
    if (gap.abs().toDays() == 0) {
      return gap.toNanos();
    }
    return gap.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
  }
}
