package io.grapevine.simulation.scale;

import static java.util.Map.entry;

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
 * @param queues numbers of attempts that wait for a slot at one of them
 * @param pauses of a busy worker before it answers
 * @param jobs that a run has at least
 * @param load share of all slots that the jobs need
 * @param means of the service times
 */
record Options(
    List<String> tables,
    long seed,
    List<Integer> workers,
    int slots,
    List<Integer> queues,
    List<Duration> pauses,
    int jobs,
    double load,
    List<Terrain> terrains,
    List<ServiceTimes> services,
    List<Duration> means) {

  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          entry("tables", "scale"),
          entry("seed", "1"),
          entry("workers", "100,1000"),
          entry("slots", "4"),
          entry("queues", "16"),
          entry("pauses", "PT0.01S"),
          entry("jobs", "20000"),
          entry("load", "0.8"),
          entry("terrains", "lan,wan"),
          entry("services", "exponential,heavy-tailed"),
          entry("means", "PT0.1S,PT1S,PT10S"));

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
        given.list("queues", Integer::valueOf),
        given.list("pauses", Duration::parse),
        given.integer("jobs"),
        given.fraction("load"),
        given.list("terrains", text -> Terrain.valueOf(CommandLine.constant(text))),
        given.list("services", text -> ServiceTimes.valueOf(CommandLine.constant(text))),
        given.list("means", Duration::parse));
  }

  /** So many workers of the first kind that was asked for. */
  Workforce workforce(int count) {
    return Workforce.of(count).withSlots(slots).withQueue(queues.getFirst(), pauses.getFirst());
  }
}
