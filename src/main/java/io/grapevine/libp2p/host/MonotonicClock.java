package io.grapevine.libp2p.host;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Starts at the wall clock's time and never goes back, whatever is done to the wall clock. For all
 * waits and times of life; the wall clock itself only numbers what must grow across restarts.
 */
public final class MonotonicClock implements InstantSource {

  private final Instant start;
  private final LongSupplier nanoTime;
  private final long startNanos;

  /** A clock that runs from now on. */
  public MonotonicClock() {
    this(InstantSource.system(), System::nanoTime);
  }

  MonotonicClock(InstantSource wallClock, LongSupplier nanoTime) {
    this.start = wallClock.instant();
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
  }

  @Override
  public Instant instant() {
    return start.plusNanos(nanoTime.getAsLong() - startNanos);
  }
}
