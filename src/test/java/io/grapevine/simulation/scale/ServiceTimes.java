package io.grapevine.simulation.scale;

import java.util.random.RandomGenerator;

/** How long handlers take. */
enum ServiceTimes {
  /** Exponential: the median is 69 % of the mean. */
  EXPONENTIAL {
    @Override
    double ofMeanOne(RandomGenerator random) {
      return -Math.log(1 - random.nextDouble());
    }
  },
  /**
   * Bounded Pareto with the exponent 1.5 over two orders of magnitude: the median is 58 % of the
   * mean, the longest is 37 times the mean.
   */
  HEAVY_TAILED {
    @Override
    double ofMeanOne(RandomGenerator random) {
      double tail = Math.pow(SPAN, -EXPONENT);
      double drawn = Math.pow(1 - random.nextDouble() * (1 - tail), -1 / EXPONENT);
      double mean = EXPONENT / (EXPONENT - 1) * (1 - Math.pow(SPAN, 1 - EXPONENT)) / (1 - tail);
      return drawn / mean;
    }
  };

  private static final double EXPONENT = 1.5;
  private static final double SPAN = 100;

  abstract double ofMeanOne(RandomGenerator random);

  /** In nanoseconds, at least 1. */
  long draw(long meanNanos, RandomGenerator random) {
    return Math.max(1, (long) (meanNanos * ofMeanOne(random)));
  }
}
