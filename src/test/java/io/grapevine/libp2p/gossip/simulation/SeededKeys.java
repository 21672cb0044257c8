package io.grapevine.libp2p.gossip.simulation;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/** Keys that anybody who knows the seed can make: good for a simulation, for nothing else. */
final class SeededKeys extends SecureRandom {

  private static final long serialVersionUID = 1;

  private final transient RandomGenerator random;

  SeededKeys(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public void nextBytes(byte[] bytes) {
    random.nextBytes(bytes);
  }
}
