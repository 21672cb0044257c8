package io.grapevine.simulation;

import java.util.random.RandomGenerator;

/**
 * How bad the network is. Chances are per message, but for partitions and crashes, which are per
 * peer and second.
 *
 * @param delayMillis longest ordinary delay
 * @param drop a message gets lost
 * @param duplicate it arrives twice
 * @param reorder it is overtaken by many others
 * @param breakage the stream breaks under it
 * @param falseReport what arrived is reported as failed
 * @param partition two peers cannot reach each other for a while
 * @param crash a peer dies, and comes back without its memory
 * @param lateTimerMillis how much too late timers go off at most
 * @param commitMillis how long a disk takes at most to write what it was given
 */
record Weather(
    long delayMillis,
    double drop,
    double duplicate,
    double reorder,
    double breakage,
    double falseReport,
    double partition,
    double crash,
    long lateTimerMillis,
    long commitMillis) {

  /** Nothing goes wrong any more. */
  static Weather calm() {
    return new Weather(20, 0, 0, 0, 0, 0, 0, 0, 0, 30);
  }

  /** Each kind of fault is absent, rare or frequent, independently of the others. */
  static Weather any(RandomGenerator random) {
    return new Weather(
        1 + random.nextLong(random.nextInt(4) == 0 ? 500 : 50),
        rate(random, 0.3),
        rate(random, 0.3),
        rate(random, 0.3),
        rate(random, 0.1),
        rate(random, 0.3),
        rate(random, 0.3),
        rate(random, 0.1),
        random.nextLong(10),
        random.nextInt(4) == 0 ? 400 : 30);
  }

  private static double rate(RandomGenerator random, double frequent) {
    return switch (random.nextInt(3)) {
      case 0 -> 0;
      case 1 -> frequent / 10;
      default -> frequent;
    };
  }
}
