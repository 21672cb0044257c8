package io.grapevine.simulation.scale;

import java.time.Duration;
import java.util.List;

/** How response, load and traffic grow with the number of workers. */
final class ScaleTable {
  private ScaleTable() {}

  static void print(Options options) {
    System.out.println(
        "| workers | queue, pause | links | service | response p50: omniscient ideal, ideal that"
            + " pays trips, auction (by the former, by the latter) | p99 likewise | award p50 / p99"
            + " / most | offers, bids, refusals, declines per job; most answers | bytes per job:"
            + " direct; gossip per peer | busiest by mean: ideal, auction | not done | transcript"
            + " |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|");
    for (int workers : options.workers()) {
      for (int queue : options.queues()) {
        for (Duration pause : options.pauses()) {
          print(options, options.workforce(workers).withQueue(queue, pause));
        }
      }
    }
  }

  private static void print(Options options, Workforce workforce) {
    for (Terrain terrain : options.terrains()) {
      for (ServiceTimes services : options.services()) {
        for (Duration mean : options.means()) {
          print(scenario(options, workforce, terrain, services, mean));
        }
      }
    }
  }

  private static Scenario scenario(
      Options options, Workforce workforce, Terrain terrain, ServiceTimes services, Duration mean) {
    int jobs = Math.max(options.jobs(), Scenario.JOBS_PER_SLOT * workforce.slotsOfAll());
    return Scenario.of(workforce.workers(), options.load(), services, mean, terrain, jobs)
        .with(workforce)
        .withSeed(options.seed());
  }

  private static void print(Scenario scenario) {
    Demand demand = Demand.of(scenario);
    Figures ideal = Ideal.omniscient(scenario, demand);
    Figures distant = Ideal.withTrips(scenario, demand);
    Auctions.Played played = Auctions.play(scenario, demand);
    System.out.println(String.join(" | ", cells(scenario, ideal, distant, played)));
  }

  private static List<String> cells(
      Scenario scenario, Figures ideal, Figures distant, Auctions.Played played) {
    Workforce workforce = scenario.workforce();
    Workload workload = scenario.workload();
    Figures own = played.figures();
    Traffic traffic = played.traffic();
    return List.of(
        "| " + workforce.workers(),
        workforce.queueMax() + ", " + Cells.time(workforce.busyPause().toNanos() / 1e9),
        scenario.terrain().name(),
        Cells.word(workload.services()) + " " + Cells.time(workload.meanService().toNanos() / 1e9),
        compared(0.5, ideal, distant, own),
        compared(0.99, ideal, distant, own),
        String.join(
            " / ",
            Cells.time(own.awardAt(0.5)),
            Cells.time(own.awardAt(0.99)),
            Cells.time(own.awardAt(1))),
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

  private static String compared(double quantile, Figures ideal, Figures distant, Figures own) {
    double least = ideal.responseAt(quantile);
    double less = distant.responseAt(quantile);
    double time = own.responseAt(quantile);
    return "%s, %s, %s (×%s, ×%s)"
        .formatted(
            Cells.time(least),
            Cells.time(less),
            Cells.time(time),
            Cells.fixed(time / least, 3),
            Cells.fixed(time / less, 3));
  }
}
