package io.grapevine.simulation.scale;

import io.grapevine.testing.Randomised;
import java.util.random.RandomGenerator;

/**
 * The jobs of a scenario: when each is submitted, by whom, and how long it takes. Arrivals are
 * Poisson, so that the service times of all fill the wanted share of all slots.
 */
final class Demand {
  private final long[] submittedAt;
  private final int[] requester;
  private final long[] service;
  private final int firstCounted;

  private Demand(int jobs, int firstCounted) {
    submittedAt = new long[jobs];
    requester = new int[jobs];
    service = new long[jobs];
    this.firstCounted = firstCounted;
  }

  static Demand of(Scenario scenario) {
    RandomGenerator random = Randomised.ofSeed(scenario.seed());
    Demand demand = new Demand(scenario.workload().jobs(), scenario.workload().firstCounted());
    long mean = scenario.workload().meanService().toNanos();
    double gap = mean / (scenario.workload().load() * scenario.workforce().slotsOfAll());
    double at = 0;
    for (int job = 0; job < scenario.workload().jobs(); job++) {
      at += gap * ServiceTimes.EXPONENTIAL.ofMeanOne(random);
      demand.submittedAt[job] = (long) at;
      demand.requester[job] = random.nextInt(scenario.requesters());
      demand.service[job] = scenario.workload().services().draw(mean, random);
    }
    return demand;
  }

  int jobs() {
    return submittedAt.length;
  }

  long submittedAt(int job) {
    return submittedAt[job];
  }

  int requester(int job) {
    return requester[job];
  }

  long service(int job) {
    return service[job];
  }

  int counted() {
    return jobs() - firstCounted;
  }

  boolean counts(int job) {
    return job >= firstCounted;
  }

  /** From here to the last submission the workers are watched. */
  long watchedFrom() {
    return submittedAt[firstCounted];
  }

  long lastSubmission() {
    return submittedAt[submittedAt.length - 1];
  }
}
