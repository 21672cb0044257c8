package io.grapevine.simulation.scale;

import java.time.Duration;

/**
 * The work that is to be done.
 *
 * @param load share of all slots that the jobs need
 * @param meanService of a job
 * @param jobs submitted in all; the first two fifths warm up and are not counted
 */
record Workload(double load, ServiceTimes services, Duration meanService, int jobs) {
  private static final double WARM_UP_PART = 0.4;

  /** The first job that counts. */
  int firstCounted() {
    return (int) (jobs * WARM_UP_PART);
  }
}
