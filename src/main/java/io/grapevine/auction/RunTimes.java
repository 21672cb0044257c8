package io.grapevine.auction;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** The latest run times of one work type. */
final class RunTimes {
  /** How many are remembered. */
  static final int KEPT = 256;

  /** With fewer than these nothing is unusual. */
  static final int SIGNIFICANT = 20;

  private static final double UNUSUAL = 0.95;

  private final long[] nanos = new long[KEPT];
  private long count;

  void add(Duration took) {
    nanos[(int) (count % KEPT)] = took.toNanos();
    count++;
  }

  double meanSeconds() {
    return count == 0 ? 0 : Arrays.stream(nanos, 0, kept()).average().orElse(0) / 1e9;
  }

  /** The 95th percentile, by the nearest rank. */
  Optional<Duration> unusuallyLong() {
    if (kept() < SIGNIFICANT) {
      return Optional.empty();
    }
    long[] sorted = Arrays.copyOf(nanos, kept());
    Arrays.sort(sorted);
    return Optional.of(Duration.ofNanos(sorted[(int) Math.ceil(UNUSUAL * kept()) - 1]));
  }

  private int kept() {
    return (int) Math.min(count, KEPT);
  }
}
