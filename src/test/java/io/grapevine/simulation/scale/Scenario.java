package io.grapevine.simulation.scale;

import io.grapevine.job.SelectionPolicy;
import java.time.Duration;

/**
 * What is simulated.
 *
 * @param workers all equal but for what is broken
 * @param slots attempts that one of them runs at once
 * @param load share of all slots that the jobs need
 * @param meanService of a job
 * @param jobs submitted in all; the first two fifths warm up and are not counted
 * @param broken share of the workers that is, in equal parts in each of the {@link Temper}s that
 *     are no good
 */
record Scenario(
    long seed,
    int workers,
    int slots,
    int requesters,
    double load,
    ServiceTimes services,
    Duration meanService,
    Terrain terrain,
    SelectionPolicy policy,
    int jobs,
    double broken) {
  /** Jobs per slot with which a run is long enough: ten services, of which six are counted. */
  static final int JOBS_PER_SLOT = 8;

  private static final double WARM_UP_PART = 0.4;

  /** The first job that counts. */
  int firstCounted() {
    return (int) (jobs * WARM_UP_PART);
  }

  int slotsOfAll() {
    return workers * slots;
  }

  /** Least-loaded, 10 requesters, nothing broken, seed 1. */
  static Scenario of(
      int workers, double load, ServiceTimes services, Duration mean, Terrain terrain, int jobs) {
    return new Scenario(
        1, workers, 4, 10, load, services, mean, terrain, SelectionPolicy.LEAST_LOADED, jobs, 0);
  }

  Scenario withSeed(long other) {
    return new Scenario(
        other,
        workers,
        slots,
        requesters,
        load,
        services,
        meanService,
        terrain,
        policy,
        jobs,
        broken);
  }

  Scenario withPolicy(SelectionPolicy other) {
    return new Scenario(
        seed,
        workers,
        slots,
        requesters,
        load,
        services,
        meanService,
        terrain,
        other,
        jobs,
        broken);
  }

  Scenario withRequesters(int other) {
    return new Scenario(
        seed, workers, slots, other, load, services, meanService, terrain, policy, jobs, broken);
  }

  Scenario withSlots(int other) {
    return new Scenario(
        seed,
        workers,
        other,
        requesters,
        load,
        services,
        meanService,
        terrain,
        policy,
        jobs,
        broken);
  }

  Scenario withBroken(double other) {
    return new Scenario(
        seed,
        workers,
        slots,
        requesters,
        load,
        services,
        meanService,
        terrain,
        policy,
        jobs,
        other);
  }
}
