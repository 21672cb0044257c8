package io.grapevine.simulation.scale;

import io.grapevine.job.SelectionPolicy;
import java.time.Duration;
import java.util.List;

/** How evenly each policy spreads the work over equal workers. */
final class FairnessTable {
  private static final int WORKERS = 50;
  private static final int JOBS = 10_000;

  private FairnessTable() {}

  static void print(Options options) {
    System.out.println(
        "| policy | requesters | load | Jain's index | busiest by mean | response p50 | p99 |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (int requesters : List.of(1, 10)) {
      for (double load : List.of(0.3, 0.8)) {
        for (SelectionPolicy policy : SelectionPolicy.values()) {
          Scenario scenario =
              scenario(WORKERS, JOBS, load)
                  .withRequesters(requesters)
                  .withPolicy(policy)
                  .withSeed(options.seed());
          row(scenario, Auctions.play(scenario, Demand.of(scenario)).figures());
        }
      }
    }
  }

  static Scenario scenario(int workers, int jobs, double load) {
    return Scenario.of(
        workers, load, ServiceTimes.EXPONENTIAL, Duration.ofSeconds(1), Terrain.LAN, jobs);
  }

  private static void row(Scenario scenario, Figures figures) {
    System.out.println(
        String.join(
            " | ",
            "| " + Cells.word(scenario.policy()),
            String.valueOf(scenario.requesters()),
            Cells.percent(scenario.workload().load()),
            Cells.fixed(figures.jain(), 4),
            Cells.fixed(figures.imbalance(), 2),
            Cells.time(figures.responseAt(0.5)),
            Cells.time(figures.responseAt(0.99)) + " |"));
  }
}
