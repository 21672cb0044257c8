package io.grapevine.simulation.scale;

import io.grapevine.testing.Randomised;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A model of the selection that the auction replaces, as masa-oracle has it: a requester walks a
 * list of the workers that it knows, in an order drawn for each job, until one of them answers. It
 * asks nobody beforehand, workers take whatever comes, and whatever goes wrong sends it to the next
 * on the list. Kind to the old way where there is a choice: it knows all workers, finding an
 * address takes no time, and a sound worker always answers the dial.
 */
final class ListWalking {
  /** Limits of masa-oracle. */
  static final int WORKERS_TRIED_MAX = 10;

  static final long ANSWER_LIMIT_NANOS = 45_000_000_000L;
  static final long DIAL_LIMIT_NANOS = 75_000_000L;

  /** Of the sorted order, at least so many are shuffled; or a fifth of all, if that is more. */
  private static final int POOL_MIN = 20;

  private final Timeline timeline = new Timeline();
  private final Scenario scenario;
  private final Demand demand;
  private final Order order;
  private final long clientPatience;
  private final RandomGenerator random;
  private final Links links;
  private final Figures figures;
  private final List<Machine> machines = new ArrayList<>();

  /** When each requester last had an answer, and last a failure, of each worker. */
  private final long[][] succeededAt;

  private final int[][] failures;

  /** In which order workers are tried. */
  enum Order {
    /** All of them shuffled: every type of work but one. */
    SHUFFLED,
    /** The best fifth, by last success and then by failures, shuffled: the one type of work. */
    SORTED
  }

  private ListWalking(Scenario scenario, Demand demand, Order order, long clientPatience) {
    this.scenario = scenario;
    this.demand = demand;
    this.order = order;
    this.clientPatience = clientPatience;
    random = Randomised.ofSeed(~scenario.seed());
    links =
        new Links(
            scenario.terrain(), scenario.requesters(), scenario.workforce().workers(), random);
    figures = new Figures(demand, scenario.workforce().workers());
    succeededAt = new long[scenario.requesters()][scenario.workforce().workers()];
    failures = new int[scenario.requesters()][scenario.workforce().workers()];
    for (long[] row : succeededAt) {
      Arrays.fill(row, Long.MIN_VALUE);
    }
    for (int worker = 0; worker < scenario.workforce().workers(); worker++) {
      machines.add(new Machine(timeline, scenario.workforce().slots()));
    }
  }

  /**
   * Plays a scenario.
   *
   * @param clientPatience after which a client has its answer, whatever it is
   */
  static Figures play(Scenario scenario, Demand demand, Order order, long clientPatience) {
    ListWalking walking = new ListWalking(scenario, demand, order, clientPatience);
    walking.submit(0);
    walking.timeline.run(Long.MAX_VALUE);
    return walking.figures;
  }

  private void submit(int job) {
    timeline.at(
        demand.submittedAt(job),
        () -> {
          if (job + 1 < demand.jobs()) {
            submit(job + 1);
          }
          timeline.after(clientPatience, () -> over(job, false));
          tryNext(job, list(demand.requester(job)), 0);
        });
  }

  private int[] list(int requester) {
    Integer[] all = new Integer[scenario.workforce().workers()];
    Arrays.setAll(all, worker -> worker);
    int pool = all.length;
    if (order == Order.SORTED) {
      Arrays.sort(
          all,
          Comparator.comparing(
                  (Integer worker) -> succeededAt[requester][worker], Comparator.reverseOrder())
              .thenComparingInt(worker -> failures[requester][worker]));
      pool = Math.min(pool, Math.max(POOL_MIN, pool / 5));
    }
    int[] list = new int[Math.min(pool, WORKERS_TRIED_MAX)];
    for (int place = 0; place < list.length; place++) {
      int drawn = random.nextInt(place, pool);
      Integer worker = all[drawn];
      all[drawn] = all[place];
      list[place] = worker;
    }
    return list;
  }

  private void tryNext(int job, int[] list, int place) {
    if (figures.isOver(job)) {
      return;
    }
    if (place == list.length) {
      over(job, false);
      return;
    }
    Try attempt = new Try(job, list, place);
    figures.awarded(job, timeline.now());
    switch (Temper.of(
        attempt.worker(), scenario.workforce().workers(), scenario.workforce().broken())) {
      case UNREACHABLE -> timeline.after(DIAL_LIMIT_NANOS, attempt::fail);
      case SILENT -> {
        timeline.at(attempt.arrival(), attempt::hang);
        timeline.after(ANSWER_LIMIT_NANOS, attempt::fail);
      }
      case FAILING ->
          timeline.at(attempt.arrival(), () -> timeline.at(attempt.arrival(), attempt::fail));
      case SOUND -> {
        timeline.at(attempt.arrival(), attempt::run);
        timeline.after(ANSWER_LIMIT_NANOS, attempt::fail);
      }
    }
  }

  private void over(int job, boolean succeeded) {
    if (!figures.isOver(job)) {
      figures.over(job, timeline.now(), succeeded);
    }
  }

  /** One worker of the list. */
  private final class Try {
    private final int job;
    private final int[] list;
    private final int place;
    private final int requester;
    private boolean ended;

    Try(int job, int[] list, int place) {
      this.job = job;
      this.list = list;
      this.place = place;
      this.requester = demand.requester(job);
    }

    int worker() {
      return list[place];
    }

    long arrival() {
      return links.arrival(requester, worker(), timeline.now());
    }

    /** Nobody tells the worker that its answer is not awaited any more. */
    void run() {
      long began = timeline.now();
      machines
          .get(worker())
          .run(
              demand.service(job),
              () -> {
                // What counts is the work done, not how long it took among others.
                long ended = Math.min(timeline.now(), began + demand.service(job));
                figures.worked(worker(), began, ended, !this.ended && !figures.isOver(job));
                timeline.at(arrival(), this::succeed);
              });
    }

    /** Its slot is taken until the requester gives up. */
    void hang() {
      figures.worked(worker(), timeline.now(), timeline.now() + ANSWER_LIMIT_NANOS, false);
    }

    void succeed() {
      if (!ended) {
        ended = true;
        succeededAt[requester][worker()] = timeline.now();
        over(job, true);
      }
    }

    void fail() {
      if (!ended) {
        ended = true;
        failures[requester][worker()]++;
        tryNext(job, list, place + 1);
      }
    }
  }
}
