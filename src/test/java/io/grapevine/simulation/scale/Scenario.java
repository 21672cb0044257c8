package io.grapevine.simulation.scale;

import io.grapevine.job.SelectionPolicy;
import java.time.Duration;

/** What is simulated. */
record Scenario(
    long seed,
    int requesters,
    SelectionPolicy policy,
    Terrain terrain,
    Workforce workforce,
    Workload workload) {
  /** Jobs per slot with which a run is long enough: ten services, of which six are counted. */
  static final int JOBS_PER_SLOT = 8;

  /** Least-loaded, 10 requesters, nothing broken, seed 1. */
  static Scenario of(
      int workers, double load, ServiceTimes services, Duration mean, Terrain terrain, int jobs) {
    return new Scenario(
        1,
        10,
        SelectionPolicy.LEAST_LOADED,
        terrain,
        Workforce.of(workers),
        new Workload(load, services, mean, jobs));
  }

  Scenario withSeed(long other) {
    return new Scenario(other, requesters, policy, terrain, workforce, workload);
  }

  Scenario withPolicy(SelectionPolicy other) {
    return new Scenario(seed, requesters, other, terrain, workforce, workload);
  }

  Scenario withRequesters(int other) {
    return new Scenario(seed, other, policy, terrain, workforce, workload);
  }

  Scenario with(Workforce other) {
    return new Scenario(seed, requesters, policy, terrain, other, workload);
  }

  Scenario withBroken(double share) {
    return with(workforce.withBroken(share));
  }
}
