package io.grapevine.simulation.scale;

import io.grapevine.testing.CommandLine;
import java.time.Duration;
import java.util.List;
import java.util.Map;

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
    CommandLine given = CommandLine.parse(DEFAULTS, arguments);
    return new Options(
        given.list("tables", text -> text),
        given.seed(),
        given.list("workers", Integer::valueOf),
        given.integer("slots"),
        given.fraction("load"),
        given.list("terrains", text -> Terrain.valueOf(CommandLine.constant(text))),
        given.list("services", text -> ServiceTimes.valueOf(CommandLine.constant(text))),
        given.list("means", Duration::parse));
  }
}
