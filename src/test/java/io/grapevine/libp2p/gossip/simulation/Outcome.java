package io.grapevine.libp2p.gossip.simulation;

import io.grapevine.libp2p.gossip.Occurrence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What came of a scenario.
 *
 * @param fingerprint of the whole transcript
 * @param events in it
 * @param checks signatures that were really checked
 * @param tally counts of the time of publishing
 * @param during what was published while things could go wrong
 * @param afterwards what was published after they had ended
 * @param watch what was seen during that time
 * @param standing of the attackers at the end
 */
record Outcome(
    Scenario scenario,
    String fingerprint,
    long events,
    long checks,
    Tally tally,
    Reach.Count during,
    Reach.Count afterwards,
    Watch watch,
    Standing standing) {

  /** Copies of a message that a peer received beyond the first, on average. */
  double duplicates() {
    return (double) tally.count(Occurrence.DUPLICATE) / Math.max(1, tally.deliveries());
  }

  /** Everything in the words of a log. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "seed %d, %d honest peers with %.1f connections, %d attackers %s, %s, %s",
            scenario.seed(),
            scenario.honest(),
            standing.connections(),
            scenario.attack().sybils(),
            scenario.attack().strategies(),
            scenario.profile(),
            scenario.weather()));
    lines.add(
        String.format(
            Locale.ROOT, "transcript %s of %d events, %d signatures", fingerprint, events, checks));
    lines.add(reach("during", during));
    if (afterwards.messages() > 0) {
      lines.add(reach("afterwards", afterwards));
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "latency ms: p50 %.0f, p99 %.0f, p99.9 %.0f, max %.0f; duplicates %.2f per delivery",
            tally.latencyMillis(0.5),
            tally.latencyMillis(0.99),
            tally.latencyMillis(0.999),
            tally.latencyMillis(1),
            duplicates()));
    lines.addAll(traffic());
    lines.add(
        String.format(
            Locale.ROOT,
            "mesh of an honest peer: %.2f honest, %.2f attackers; honest below zero: %d",
            standing.honestInMesh(),
            standing.sybilsInMesh(),
            standing.honestBelowZero()));
    lines.add(String.format(Locale.ROOT, "at most in one router: %s", watch.most()));
    standing
        .byStrategy()
        .forEach(
            (strategy, group) ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "%s: %d connections, %d below zero, %d in meshes, score %.1f",
                        strategy,
                        group.connections(),
                        group.belowZero(),
                        group.inMesh(),
                        group.meanScore())));
    if (scenario.attack().sybils() > 0) {
      lines.add(
          watch.sybilsInMesh().stream()
              .map(mean -> String.format(Locale.ROOT, "%.1f", mean))
              .collect(Collectors.joining(" ", "attackers in a mesh, every 5 s: ", "")));
    }
    if (scenario.attack().eclipse()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "victim: delivered %.4f %%, mesh of %d honest and %d attackers",
              100 * during.victimRatio(),
              standing.victimMeshHonest(),
              standing.victimMeshSybils()));
    }
    return lines;
  }

  private List<String> traffic() {
    List<String> lines = new ArrayList<>();
    double deliveries = Math.max(1, tally.deliveries());
    long all = 0;
    for (Tally.Part part : Tally.Part.values()) {
      all += tally.traffic(part).bytes();
    }
    for (Tally.Part part : Tally.Part.values()) {
      Tally.Traffic traffic = tally.traffic(part);
      if (traffic.rpcs() > 0) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%-12s per delivery: %.3f RPCs, %.3f entries, %.1f bytes (%.1f %% of all bytes)",
                part.name().toLowerCase(Locale.ROOT),
                traffic.rpcs() / deliveries,
                traffic.entries() / deliveries,
                traffic.bytes() / deliveries,
                100.0 * traffic.bytes() / all));
      }
    }
    return lines;
  }

  private static String reach(String when, Reach.Count count) {
    return String.format(
        Locale.ROOT,
        "%s: %d messages, %d of %d deliveries missing (%.4f %% delivered), %d messages incomplete",
        when,
        count.messages(),
        count.missing(),
        count.owed(),
        100 * count.ratio(),
        count.incomplete());
  }
}
