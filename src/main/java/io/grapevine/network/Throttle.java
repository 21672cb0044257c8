package io.grapevine.network;

import java.time.Duration;

/** Lets so many pass per second on average, and a second's worth at once. For one thread. */
final class Throttle {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final long interval;
  private long paidUntil = System.nanoTime() - SECOND;

  Throttle(int perSecond) {
    this.interval = SECOND / perSecond;
  }

  /** Waits until one more may pass, at most {@code 1 / perSecond} seconds. */
  void pass() throws InterruptedException {
    long now = System.nanoTime();
    paidUntil = Math.max(paidUntil, now - SECOND) + interval;
    if (paidUntil > now) {
      Thread.sleep(Duration.ofNanos(paidUntil - now));
    }
  }
}
