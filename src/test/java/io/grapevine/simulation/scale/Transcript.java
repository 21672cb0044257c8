package io.grapevine.simulation.scale;

import java.util.HexFormat;

/** A fingerprint of everything that was said: when, what, and between whom. */
final class Transcript {
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private long hash;

  void add(long nanos, Object what, int requester, int worker, int job) {
    mix(nanos);
    mix(what.getClass().getSimpleName().hashCode());
    mix(((long) requester << 48) ^ ((long) worker << 32) ^ job);
  }

  /** Sixteen hexadecimal digits. */
  String fingerprint() {
    return HexFormat.of().toHexDigits(hash);
  }

  private void mix(long value) {
    long mixed = (hash ^ value) * FACTOR;
    hash = mixed ^ (mixed >>> 29);
  }
}
