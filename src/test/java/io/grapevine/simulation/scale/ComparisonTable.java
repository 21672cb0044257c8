package io.grapevine.simulation.scale;

import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;

/** The auction and the walking of a list, with the same workers of which some are broken. */
final class ComparisonTable {
  private static final Duration CLIENT_PATIENCE = Duration.ofMinutes(2);
  private static final int WORKERS = 100;
  private static final int JOBS = 20_000;
  private static final double BROKEN = 0.3;
  private static final double DONE = 0.99;
  private static final int LOAD_STEP = 5;

  private ComparisonTable() {}

  static void print(Options options) {
    System.out.println(
        "| broken | load of the sound | way | done | response mean | p50 | p99 | jobs at once |"
            + " workers' time wasted |");
    System.out.println("|---|---|---|---|---|---|---|---|---|");
    for (double broken : List.of(0.0, BROKEN)) {
      for (double load : List.of(0.3, 0.6, 0.9)) {
        Scenario scenario = scenario(options, broken, load);
        Demand demand = Demand.of(scenario);
        String situation = "| " + Cells.percent(broken) + " | " + Cells.percent(load) + " | ";
        for (ListWalking.Order order : ListWalking.Order.values()) {
          row(
              situation + "list, " + Cells.word(order),
              ListWalking.play(scenario, demand, order, CLIENT_PATIENCE.toNanos()));
        }
        row(situation + "auction", auction(scenario, demand));
      }
    }
  }

  static void printSustained(Options options) {
    System.out.println("| p99 within | list, shuffled | list, sorted | auction |");
    System.out.println("|---|---|---|---|");
    for (Duration longest : List.of(Duration.ofSeconds(20), CLIENT_PATIENCE)) {
      System.out.println(
          String.join(
              " | ",
              "| " + Cells.time(longest.toMillis() / 1e3),
              sustained(options, longest, list(ListWalking.Order.SHUFFLED)),
              sustained(options, longest, list(ListWalking.Order.SORTED)),
              sustained(options, longest, ComparisonTable::auction) + " |"));
    }
  }

  private static BiFunction<Scenario, Demand, Figures> list(ListWalking.Order order) {
    return (scenario, demand) ->
        ListWalking.play(scenario, demand, order, CLIENT_PATIENCE.toNanos());
  }

  static Scenario scenario(Options options, double broken, double load) {
    return Scenario.of(
            WORKERS,
            load * (1 - broken),
            ServiceTimes.EXPONENTIAL,
            Duration.ofSeconds(2),
            Terrain.LAN,
            JOBS)
        .with(options.workforce(WORKERS))
        .withSeed(options.seed())
        .withBroken(broken);
  }

  private static Figures auction(Scenario scenario, Demand demand) {
    return Auctions.play(scenario, demand, CLIENT_PATIENCE).figures();
  }

  /** Jobs at once at the highest load at which almost all are done and hardly any takes long. */
  private static String sustained(
      Options options, Duration longest, BiFunction<Scenario, Demand, Figures> way) {
    String sustained = "none";
    for (int percent = LOAD_STEP; percent <= 100; percent += LOAD_STEP) {
      Scenario scenario = scenario(options, BROKEN, percent / 100.0);
      Figures figures = way.apply(scenario, Demand.of(scenario));
      if (figures.doneShare() < DONE || figures.responseAt(0.99) * 1e9 > longest.toNanos()) {
        return sustained;
      }
      sustained = Cells.fixed(figures.concurrency(), 1) + " (" + percent + " %)";
    }
    return sustained;
  }

  private static void row(String head, Figures figures) {
    System.out.println(
        String.join(
            " | ",
            head,
            Cells.percent(figures.doneShare()),
            Cells.time(figures.meanResponse()),
            Cells.time(figures.responseAt(0.5)),
            Cells.time(figures.responseAt(0.99)),
            Cells.fixed(figures.concurrency(), 1),
            Cells.percent(figures.wastedShare()) + " |"));
  }
}
