package io.grapevine.libp2p.gossip;

import java.time.Duration;

/** Checks of configuration values, with the value's name in the message. */
final class Require {

  private Require() {}

  static void that(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }

  static void positive(String name, long value) {
    that(value > 0, name + " must be positive: " + value);
  }

  static void notNegative(String name, double value) {
    that(value >= 0 && Double.isFinite(value), name + " must be finite and not negative: " + value);
  }

  static void notPositive(String name, double value) {
    that(value <= 0 && Double.isFinite(value), name + " must be finite and not positive: " + value);
  }

  static void fraction(String name, double value) {
    that(value > 0 && value < 1, name + " must lie between 0 and 1: " + value);
  }

  static void positive(String name, Duration value) {
    that(value.isPositive(), name + " must be positive: " + value);
  }
}
