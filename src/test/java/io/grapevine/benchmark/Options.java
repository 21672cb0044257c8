package io.grapevine.benchmark;

import io.grapevine.testing.CommandLine;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How much to measure; given as {@code key=value}.
 *
 * @param stacks names of the stacks, in the order in which they take turns; empty for all
 * @param scenarios which ones; empty for all
 * @param rounds how often everything is repeated, each time in fresh JVMs
 * @param window length of one measurement
 * @param warmUp load of the same kind before it
 * @param step length of one step of the gossip ladder
 * @param bulkMebibytes size of the bulk transfer
 * @param idleConnections connections held for the memory measurement
 */
record Options(
    List<String> stacks,
    List<String> scenarios,
    int rounds,
    Duration window,
    Duration warmUp,
    Duration step,
    int bulkMebibytes,
    int idleConnections) {

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "stacks", "",
          "scenarios", "",
          "rounds", "3",
          "seconds", "3",
          "warm-up", "2",
          "step", "1",
          "mebibytes", "1024",
          "idle", "200");

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException if one is unknown or no {@code key=value}
   */
  static Options parse(String... arguments) {
    CommandLine given = CommandLine.parse(DEFAULTS, arguments);
    return new Options(
        given.list("stacks", name -> name),
        given.list("scenarios", name -> name),
        given.integer("rounds"),
        seconds(given.fraction("seconds")),
        seconds(given.fraction("warm-up")),
        seconds(given.fraction("step")),
        given.integer("mebibytes"),
        given.integer("idle"));
  }

  private static Duration seconds(double number) {
    return Duration.ofMillis((long) (1000 * number));
  }
}
