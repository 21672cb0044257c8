package io.grapevine.worker;

import io.grapevine.job.WorkType;
import java.time.Duration;
import java.util.Map;

/**
 * How long runs of each work type took lately. The mean gives every run a weight that decays with
 * the runs after it, so that it follows a change within about ten runs.
 */
final class RunTimes {
  /** What is assumed of a type of which no run has ended. */
  static final Duration UNKNOWN = Duration.ofSeconds(1);

  /** Most types that are followed; a worker knows the types that it does. */
  static final int TYPES_MAX = 1_000;

  private static final double WEIGHT_OF_LATEST = 0.2;

  private final Map<WorkType, Double> meanNanos = new BoundedMap<>(TYPES_MAX);

  /** A run of the type has ended after so long. */
  void ended(WorkType type, Duration took) {
    double nanos = took.toNanos();
    meanNanos.merge(type, nanos, (mean, latest) -> mean + WEIGHT_OF_LATEST * (latest - mean));
  }

  /**
   * How long a newcomer waits for a slot, if all slots are taken and end independently.
   *
   * @param slots of the type
   * @param ahead how many wait already
   */
  Duration expectedWait(WorkType type, int slots, int ahead) {
    double mean = meanNanos.getOrDefault(type, (double) UNKNOWN.toNanos());
    return Duration.ofNanos((long) (mean * (ahead + 1) / Math.max(1, slots)));
  }
}
