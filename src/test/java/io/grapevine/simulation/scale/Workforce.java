package io.grapevine.simulation.scale;

import java.time.Duration;

/**
 * Who does the work.
 *
 * @param workers all equal but for what is broken
 * @param slots attempts that one of them runs at once
 * @param queueMax attempts that wait for a slot at one of them
 * @param busyPause how long one without a free slot waits before it answers
 * @param broken share of the workers that is, in equal parts in each of the {@link Temper}s that
 *     are no good
 */
record Workforce(int workers, int slots, int queueMax, Duration busyPause, double broken) {
  /** Sound workers, with what a peer is configured with when nothing is said. */
  static Workforce of(int workers) {
    return new Workforce(workers, 4, 16, Duration.ofMillis(10), 0);
  }

  Workforce withSlots(int other) {
    return new Workforce(workers, other, queueMax, busyPause, broken);
  }

  Workforce withQueue(int places, Duration pause) {
    return new Workforce(workers, slots, places, pause, broken);
  }

  Workforce withBroken(double share) {
    return new Workforce(workers, slots, queueMax, busyPause, share);
  }

  int slotsOfAll() {
    return workers * slots;
  }
}
