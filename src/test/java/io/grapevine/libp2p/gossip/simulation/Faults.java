package io.grapevine.libp2p.gossip.simulation;

import java.time.Duration;

/**
 * What goes wrong while messages are published, beside the weather.
 *
 * @param churnPerMinute share of the honest peers that are restarted in a minute; as many leave the
 *     topic for a moment
 * @param partition for how long, in the middle, the network is cut into halves
 * @param settle time between the end of all faults and the last messages, which must reach
 *     everybody; zero means that there are no last messages
 */
record Faults(double churnPerMinute, Duration partition, Duration settle) {

  /** Longer than a back-off, so that every mesh can be mended. */
  private static final Duration SETTLE = Duration.ofSeconds(70);

  static Faults none() {
    return new Faults(0, Duration.ZERO, Duration.ZERO);
  }

  static Faults of(double churnPerMinute, Duration partition) {
    return new Faults(churnPerMinute, partition, SETTLE);
  }
}
