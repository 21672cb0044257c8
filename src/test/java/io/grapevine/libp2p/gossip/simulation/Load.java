package io.grapevine.libp2p.gossip.simulation;

import java.time.Duration;

/**
 * What is published.
 *
 * @param warmUp time before the first message
 * @param publishing time during which messages are published
 * @param perSecond messages in each second, evenly spread, each by a random honest peer
 * @param payloadBytes size of a message's content
 */
record Load(Duration warmUp, Duration publishing, int perSecond, int payloadBytes) {

  /** As much as a coordination service with a few jobs a second. */
  static Load usual() {
    return new Load(Duration.ofSeconds(15), Duration.ofSeconds(60), 4, 256);
  }
}
