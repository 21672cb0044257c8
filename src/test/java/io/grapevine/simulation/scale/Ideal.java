package io.grapevine.simulation.scale;

import io.grapevine.testing.Randomised;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.TreeSet;

/**
 * The scheduler that knows everything at once: one queue for all, and the worker with the most free
 * slots first, wherever it is.
 */
final class Ideal {
  private final Timeline timeline = new Timeline();
  private final Demand demand;
  private final Figures figures;
  private final int slots;
  private final Ways ways;
  private final Deque<Integer> waiting = new ArrayDeque<>();

  /** Workers with a free slot, the least busy first. */
  private final TreeSet<Place> free =
      new TreeSet<>(Comparator.comparingInt(Place::running).thenComparingInt(Place::worker));

  private final int[] running;

  private record Place(int worker, int running) {}

  /** How long a message between a requester and a worker is under way, in nanoseconds. */
  private interface Ways {
    long oneWay(int requester, int worker);
  }

  private Ideal(Scenario scenario, Demand demand, Ways ways) {
    this.demand = demand;
    this.ways = ways;
    figures = new Figures(demand, scenario.workforce().workers());
    slots = scenario.workforce().slots();
    running = new int[scenario.workforce().workers()];
    for (int worker = 0; worker < running.length; worker++) {
      free.add(new Place(worker, 0));
    }
  }

  /** Everything is told and sent in no time. */
  static Figures omniscient(Scenario scenario, Demand demand) {
    return new Ideal(scenario, demand, (_, _) -> 0).play();
  }

  /**
   * Everything is known in no time, but a job is under way to its worker from its submission on,
   * and its result is on the way back. A slot is never kept free for a job that is under way, so
   * that nothing real can be as good.
   */
  static Figures withTrips(Scenario scenario, Demand demand) {
    Links links =
        new Links(
            scenario.terrain(),
            scenario.requesters(),
            scenario.workforce().workers(),
            Randomised.ofSeed(~scenario.seed()));
    return new Ideal(scenario, demand, links::oneWay).play();
  }

  private Figures play() {
    submit(0);
    timeline.run(Long.MAX_VALUE);
    return figures;
  }

  private void submit(int job) {
    timeline.at(
        demand.submittedAt(job),
        () -> {
          if (job + 1 < demand.jobs()) {
            submit(job + 1);
          }
          waiting.add(job);
          start();
        });
  }

  private void start() {
    while (!waiting.isEmpty() && !free.isEmpty()) {
      int job = waiting.remove();
      int worker = free.first().worker();
      long began = timeline.now();
      occupy(worker, 1);
      figures.awarded(job, began);
      long way = ways.oneWay(demand.requester(job), worker);
      long late = Math.max(0, demand.submittedAt(job) + way - began);
      timeline.after(
          demand.service(job),
          () -> {
            occupy(worker, -1);
            figures.worked(worker, began, timeline.now(), true);
            timeline.after(late + way, () -> figures.over(job, timeline.now(), true));
            start();
          });
    }
  }

  private void occupy(int worker, int change) {
    free.remove(new Place(worker, running[worker]));
    running[worker] += change;
    if (running[worker] < slots) {
      free.add(new Place(worker, running[worker]));
    }
  }
}
