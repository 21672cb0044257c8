package io.grapevine.libp2p.gossip.simulation;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A fingerprint of everything that happened: when, between whom, and which bytes. Two runs with the
 * same fingerprint went the same way; it is no defence against somebody who wants a collision.
 */
final class Transcript {

  private static final long FACTOR = 0xFF51AFD7ED558CCDL;

  private long hash;
  private long events;

  /** What can happen. */
  enum Kind {
    CONNECTED,
    BROKEN,
    OPENED,
    SENT,
    RECEIVED,
    VALIDATED,
    PUBLISHED
  }

  void add(long nanos, Kind kind, int from, int to, byte[] content) {
    mix(nanos ^ ((long) kind.name().hashCode() << 32));
    mix(((long) from << 32) ^ to);
    mix(Arrays.hashCode(content));
    events++;
  }

  long events() {
    return events;
  }

  /** Sixteen hexadecimal digits. */
  String fingerprint() {
    return HexFormat.of().toHexDigits(hash);
  }

  private void mix(long value) {
    long mixed = (hash ^ value) * FACTOR;
    hash = mixed ^ (mixed >>> 32);
  }
}
