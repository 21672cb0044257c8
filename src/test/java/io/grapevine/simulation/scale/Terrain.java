package io.grapevine.simulation.scale;

import java.util.random.RandomGenerator;

/** What lies between peers. Every link has its own delay, drawn evenly. */
enum Terrain {
  /** One site: 0.1 to 0.5 ms one way. */
  LAN(100_000, 500_000),
  /** The world: 5 to 100 ms one way, as in the simulation of gossip. */
  WAN(5_000_000, 100_000_000);

  /** What each peer takes to check a gossiped message before it passes it on. */
  static final long CHECK_NANOS = 500_000;

  private static final double JITTER = 0.1;

  private final long shortest;
  private final long longest;

  Terrain(long shortest, long longest) {
    this.shortest = shortest;
    this.longest = longest;
  }

  /** One way, without jitter. */
  long link(RandomGenerator random) {
    return random.nextLong(shortest, longest + 1);
  }

  /** What this delay is this time. */
  static long jittered(long delay, RandomGenerator random) {
    return (long) (delay * (1 + JITTER * (2 * random.nextDouble() - 1)));
  }
}
