package io.grapevine.benchmark;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
    Map<String, String> given = new LinkedHashMap<>(DEFAULTS);
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      String key = equals < 0 ? argument : argument.substring(0, equals);
      if (equals < 0 || !given.containsKey(key)) {
        Set<String> known = DEFAULTS.keySet();
        throw new IllegalArgumentException(argument + " is not one of " + known + "=…");
      }
      given.put(key, argument.substring(equals + 1));
    }
    return new Options(
        list(given.getOrDefault("stacks", "")),
        list(given.getOrDefault("scenarios", "")),
        Integer.parseInt(given.getOrDefault("rounds", "")),
        seconds(given.getOrDefault("seconds", "")),
        seconds(given.getOrDefault("warm-up", "")),
        seconds(given.getOrDefault("step", "")),
        Integer.parseInt(given.getOrDefault("mebibytes", "")),
        Integer.parseInt(given.getOrDefault("idle", "")));
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split(",", -1)).filter(entry -> !entry.isEmpty()).toList();
  }

  private static Duration seconds(String text) {
    return Duration.ofMillis((long) (1000 * Double.parseDouble(text)));
  }
}
