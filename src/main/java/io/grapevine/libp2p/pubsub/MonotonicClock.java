package io.grapevine.libp2p.pubsub;

import java.time.Instant;
import java.time.InstantSource;

/** Starts at the wall clock's time and never goes back, whatever is done to the wall clock. */
final class MonotonicClock implements InstantSource {

  private final Instant start = Instant.now();
  private final long startNanos = System.nanoTime();

  @Override
  public Instant instant() {
    return start.plusNanos(System.nanoTime() - startNanos);
  }
}
