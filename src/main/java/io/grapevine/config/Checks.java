package io.grapevine.config;

import java.time.Duration;

/** Bounds of configured values, with sentences that name the property. */
final class Checks {
  private Checks() {}

  static void positive(String property, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(property + " is " + value + "; it has to be positive");
    }
  }

  static void atLeast(String property, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          property + " is " + value + "; it has to be at least " + least);
    }
  }

  static void notAbove(String property, long value, String limitProperty, long limit) {
    if (value > limit) {
      throw new IllegalArgumentException(
          property + " is " + value + ", more than " + limitProperty + ", which is " + limit);
    }
  }

  static void notLonger(String property, Duration value, String limitProperty, Duration limit) {
    if (value.compareTo(limit) > 0) {
      throw new IllegalArgumentException(
          property + " is " + value + ", longer than " + limitProperty + ", which is " + limit);
    }
  }
}
