package io.grapevine.simulation.scale;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.TreeSet;

/**
 * The scheduler that knows everything at once and costs nothing: one queue for all, and the worker
 * with the most free slots first.
 */
final class Ideal {
  private final Timeline timeline = new Timeline();
  private final Demand demand;
  private final Figures figures;
  private final int slots;
  private final Deque<Integer> waiting = new ArrayDeque<>();

  /** Workers with a free slot, the least busy first. */
  private final TreeSet<Place> free =
      new TreeSet<>(Comparator.comparingInt(Place::running).thenComparingInt(Place::worker));

  private final int[] running;

  private record Place(int worker, int running) {}

  private Ideal(Scenario scenario, Demand demand) {
    this.demand = demand;
    figures = new Figures(demand, scenario.workers());
    slots = scenario.slots();
    running = new int[scenario.workers()];
    for (int worker = 0; worker < running.length; worker++) {
      free.add(new Place(worker, 0));
    }
  }

  static Figures play(Scenario scenario, Demand demand) {
    Ideal ideal = new Ideal(scenario, demand);
    ideal.submit(0);
    ideal.timeline.run(Long.MAX_VALUE);
    return ideal.figures;
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
      timeline.after(
          demand.service(job),
          () -> {
            occupy(worker, -1);
            figures.worked(worker, began, timeline.now(), true);
            figures.over(job, timeline.now(), true);
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
