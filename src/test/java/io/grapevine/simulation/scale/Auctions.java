package io.grapevine.simulation.scale;

import io.grapevine.auction.AuctionConfig;
import java.time.Duration;

/** Plays a scenario with the production cores. */
final class Auctions {
  /** So long after the last submission everything must be over. */
  private static final Duration PATIENCE = Duration.ofHours(24);

  private Auctions() {}

  /**
   * What came of it.
   *
   * @param connections that the requester with most of them has opened
   * @param transcript a fingerprint of everything that was said
   */
  record Played(Figures figures, Traffic traffic, int connections, String transcript) {}

  /** Without a limit that any job could reach. */
  static Played play(Scenario scenario, Demand demand) {
    return play(scenario, demand, PATIENCE.dividedBy(2));
  }

  static Played play(Scenario scenario, Demand demand, Duration jobTimeout) {
    World world = new World(scenario, demand, AuctionConfig.defaults(), jobTimeout);
    world.play(PATIENCE);
    return new Played(
        world.figures(),
        world.traffic(),
        world.links().connectionsMax(),
        world.transcript().fingerprint());
  }
}
