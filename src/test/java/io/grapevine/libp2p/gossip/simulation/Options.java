package io.grapevine.libp2p.gossip.simulation;

import io.grapevine.testing.CommandLine;
import java.time.Duration;
import java.util.List;
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
    CommandLine given = CommandLine.parse(DEFAULTS, arguments);
    return new Options(
        given.list("scenarios", name -> Repertoire.valueOf(CommandLine.constant(name))),
        given.seed(),
        given.integer("peers"),
        given.fraction("sybils"),
        Duration.ofSeconds(given.integer("seconds")),
        given.integer("rate"),
        Profile.valueOf(CommandLine.constant(given.text("profile"))));
  }

  /** How many peers attack, where anybody does. */
  int sybils() {
    return (int) Math.round(peers * share);
  }
}
