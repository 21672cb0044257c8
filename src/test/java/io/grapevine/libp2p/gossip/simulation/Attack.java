package io.grapevine.libp2p.gossip.simulation;

import java.time.Duration;
import java.util.List;

/**
 * Who attacks.
 *
 * @param sybils attackers
 * @param dials connections that each of them dials, to honest peers only
 * @param strategies of the attackers, in turn
 * @param from when they come up; zero is a cold boot among attackers
 * @param turn when covert attackers stop behaving; latencies are measured from then on
 * @param found whether honest peers dial attackers as often as anybody else
 * @param eclipse whether all of them dial only the first honest peer
 */
record Attack(
    int sybils,
    int dials,
    List<Strategy> strategies,
    Duration from,
    Duration turn,
    boolean found,
    boolean eclipse) {

  Attack {
    strategies = List.copyOf(strategies);
    if (sybils > 0 && strategies.isEmpty()) {
      throw new IllegalArgumentException("attackers need a strategy");
    }
  }

  static Attack none() {
    return new Attack(0, 0, List.of(), Duration.ZERO, Duration.ZERO, false, false);
  }

  /** There before anybody knows anybody. */
  static Attack coldBoot(int sybils, int dials, Strategy... strategies) {
    return new Attack(
        sybils, dials, List.of(strategies), Duration.ZERO, Duration.ZERO, true, false);
  }

  /** All attackers around one honest peer, from the beginning. */
  static Attack eclipse(int sybils, Strategy... strategies) {
    return new Attack(sybils, 1, List.of(strategies), Duration.ZERO, Duration.ZERO, false, true);
  }

  /** Attackers from the beginning that behave until a time. */
  static Attack covertUntil(Duration turn, int sybils, int dials) {
    return new Attack(sybils, dials, List.of(Strategy.COVERT), Duration.ZERO, turn, true, false);
  }

  /** The same attackers, but they come later. */
  Attack startingAt(Duration time) {
    return new Attack(sybils, dials, strategies, time, turn, found, eclipse);
  }

  /** The same attackers, but no honest peer dials them. */
  Attack unfound() {
    return new Attack(sybils, dials, strategies, from, turn, false, eclipse);
  }
}
