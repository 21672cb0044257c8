package io.grapevine.simulation.scale;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The direct ways between requesters and workers. The first message between two peers opens their
 * connection, which is then kept.
 */
final class Links {
  /** TCP, the choice of Noise, and Noise itself, which agrees on Yamux by the way. */
  private static final int ROUND_TRIPS_TO_CONNECT = 3;

  private final RandomGenerator random;
  private final long[][] delays;
  private final long[][] connectedAt;
  private final int[] connections;

  Links(Terrain terrain, int requesters, int workers, RandomGenerator random) {
    this.random = random;
    delays = new long[requesters][workers];
    connectedAt = new long[requesters][workers];
    connections = new int[requesters];
    for (int requester = 0; requester < requesters; requester++) {
      Arrays.setAll(delays[requester], _ -> terrain.link(random));
      Arrays.fill(connectedAt[requester], Long.MAX_VALUE);
    }
  }

  /** How long a message between the two is under way, either way, without jitter. */
  long oneWay(int requester, int worker) {
    return delays[requester][worker];
  }

  /** When a message that is sent now, either way, is there. */
  long arrival(int requester, int worker, long now) {
    long delay = Terrain.jittered(delays[requester][worker], random);
    if (connectedAt[requester][worker] == Long.MAX_VALUE) {
      connectedAt[requester][worker] = now + 2 * ROUND_TRIPS_TO_CONNECT * delay;
      connections[requester]++;
    }
    return Math.max(now, connectedAt[requester][worker]) + delay;
  }

  /** Connections of the requester that has most. */
  int connectionsMax() {
    return Arrays.stream(connections).max().orElse(0);
  }
}
