package io.grapevine.network.introduction;

import java.time.Duration;
import java.time.Instant;

/** How many dials may be made: so many per minute, and those that were saved up, up to a burst. */
final class DialAllowance {
  private final Duration price;
  private final Duration savingsMax;
  private Instant paidUntil = Instant.MIN;

  DialAllowance(int perMinute, int burst) {
    this.price = Duration.ofMinutes(1).dividedBy(perMinute);
    this.savingsMax = price.multipliedBy(burst);
  }

  /** Whether one more may be made now; if so, it counts. */
  boolean take(Instant now) {
    Instant earliest = now.minus(savingsMax);
    Instant base = paidUntil.isBefore(earliest) ? earliest : paidUntil;
    Instant after = base.plus(price);
    if (after.isAfter(now)) {
      return false;
    }
    paidUntil = after;
    return true;
  }
}
