package io.grapevine.simulation.scale;

import java.time.Duration;
import java.util.List;

/** How response, load and traffic grow with the number of workers. */
final class ScaleTable {
  private static final int JOBS_MIN = 20_000;

  private ScaleTable() {}

  static void print(Options options) {
    System.out.println(
        "| workers | links | service | response p50: ideal, auction | p99: ideal, auction | award"
            + " p50 / p99 | offers, bids, refusals, declines per job; most answers | bytes per job:"
            + " direct; gossip per peer | busiest by mean: ideal, auction | not done | transcript"
            + " |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|---|");
    for (int workers : options.workers()) {
      for (Terrain terrain : options.terrains()) {
        for (ServiceTimes services : options.services()) {
          for (Duration mean : options.means()) {
            print(scenario(options, workers, terrain, services, mean));
          }
        }
      }
    }
  }

  private static Scenario scenario(
      Options options, int workers, Terrain terrain, ServiceTimes services, Duration mean) {
    int jobs = Math.max(JOBS_MIN, Scenario.JOBS_PER_SLOT * workers * options.slots());
    return Scenario.of(workers, options.load(), services, mean, terrain, jobs)
        .withSlots(options.slots())
        .withSeed(options.seed());
  }

  private static void print(Scenario scenario) {
    Demand demand = Demand.of(scenario);
    Figures ideal = Ideal.play(scenario, demand);
    Auctions.Played played = Auctions.play(scenario, demand);
    System.out.println(String.join(" | ", cells(scenario, ideal, played)));
  }

  private static List<String> cells(Scenario scenario, Figures ideal, Auctions.Played played) {
    Figures own = played.figures();
    Traffic traffic = played.traffic();
    return List.of(
        "| " + scenario.workers(),
        scenario.terrain().name(),
        Cells.word(scenario.services()) + " " + Cells.time(scenario.meanService().toNanos() / 1e9),
        Cells.compared(ideal.responseAt(0.5), own.responseAt(0.5)),
        Cells.compared(ideal.responseAt(0.99), own.responseAt(0.99)),
        Cells.time(own.awardAt(0.5)) + " / " + Cells.time(own.awardAt(0.99)),
        String.join(
            ", ",
            Cells.fixed(traffic.offersPerJob(), 2),
            Cells.fixed(traffic.bidsPerJob(), 2),
            Cells.fixed(traffic.refusalsPerJob(), 2),
            Cells.fixed(traffic.declinesPerJob(), 3) + "; " + traffic.answersMax()),
        Cells.fixed(traffic.directBytesPerJob(), 0)
            + "; "
            + Cells.fixed(traffic.gossipBytesPerJobAndPeer(), 0),
        Cells.fixed(ideal.imbalance(), 2) + ", " + Cells.fixed(own.imbalance(), 2),
        "" + (own.failed() + own.lost()),
        "`" + played.transcript() + "` |");
  }
}
