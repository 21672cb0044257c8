package io.grapevine.libp2p.gossip.simulation;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is asked for on the command line, as {@code key=value}.
 *
 * @param scenarios names of {@link Repertoire}, in lower case and with hyphens
 * @param seed from which all chance follows
 * @param peers honest ones and attackers
 * @param share of them that attacks
 * @param publishing time during which messages are published
 * @param perSecond messages in each second
 * @param profile settings of the routers, but for the published scenarios
 */
record Options(
    List<Repertoire> scenarios,
    long seed,
    int peers,
    double share,
    Duration publishing,
    int perSecond,
    Profile profile) {

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "scenarios", "calm,mixed",
          "seed", "1",
          "peers", "1000",
          "sybils", "0.2",
          "seconds", "60",
          "rate", "4",
          "profile", "grapevine");

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
        Arrays.stream(given.getOrDefault("scenarios", "").split(",", -1))
            .map(name -> Repertoire.valueOf(constant(name)))
            .toList(),
        Long.parseLong(given.getOrDefault("seed", "")),
        Integer.parseInt(given.getOrDefault("peers", "")),
        Double.parseDouble(given.getOrDefault("sybils", "")),
        Duration.ofSeconds(Long.parseLong(given.getOrDefault("seconds", ""))),
        Integer.parseInt(given.getOrDefault("rate", "")),
        Profile.valueOf(constant(given.getOrDefault("profile", ""))));
  }

  private static String constant(String name) {
    return name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** How many peers attack, where anybody does. */
  int sybils() {
    return (int) Math.round(peers * share);
  }
}
