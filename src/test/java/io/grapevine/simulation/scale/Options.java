package io.grapevine.simulation.scale;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * What is asked for on the command line, as {@code key=value}; lists are separated by commas.
 *
 * @param tables which to print
 * @param workers numbers of workers
 * @param slots attempts that one of them runs at once
 * @param load share of all slots that the jobs need
 * @param means of the service times
 */
record Options(
    List<String> tables,
    long seed,
    List<Integer> workers,
    int slots,
    double load,
    List<Terrain> terrains,
    List<ServiceTimes> services,
    List<Duration> means) {

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "tables", "scale",
          "seed", "1",
          "workers", "100,1000",
          "slots", "4",
          "load", "0.8",
          "terrains", "lan,wan",
          "services", "exponential,heavy-tailed",
          "means", "PT0.1S,PT1S,PT10S");

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
        throw new IllegalArgumentException(argument + " is not one of " + DEFAULTS.keySet() + "=…");
      }
      given.put(key, argument.substring(equals + 1));
    }
    return new Options(
        list(given, "tables", text -> text),
        Long.parseLong(given.getOrDefault("seed", "")),
        list(given, "workers", Integer::valueOf),
        Integer.parseInt(given.getOrDefault("slots", "")),
        Double.parseDouble(given.getOrDefault("load", "")),
        list(given, "terrains", text -> Terrain.valueOf(constant(text))),
        list(given, "services", text -> ServiceTimes.valueOf(constant(text))),
        list(given, "means", Duration::parse));
  }

  private static <T> List<T> list(
      Map<String, String> given, String key, Function<String, T> reading) {
    return Arrays.stream(given.getOrDefault(key, "").split(",", -1)).map(reading).toList();
  }

  private static String constant(String name) {
    return name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
