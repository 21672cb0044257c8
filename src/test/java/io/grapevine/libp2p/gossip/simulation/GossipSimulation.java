package io.grapevine.libp2p.gossip.simulation;

import java.time.Duration;
import java.util.Locale;

/**
 * Plays scenarios and prints what came of them. Run with {@code ./mvnw -q -Pbenchmark
 * process-test-classes -Dbenchmark.heap=3g
 * -Dbenchmark.class=io.grapevine.libp2p.gossip.simulation.GossipSimulation}; {@link Options} go
 * into {@code -Dbenchmark.options="peers=5000 scenarios=calm seed=1"}.
 */
public final class GossipSimulation {

  private static final long MEBIBYTE = 1024 * 1024;

  private GossipSimulation() {}

  /** Plays one scenario after the other. */
  public static void main(String... arguments) {
    Options options = Options.parse(arguments);
    for (Repertoire scenario : options.scenarios()) {
      long began = System.nanoTime();
      System.out.printf(Locale.ROOT, "== %s%n", scenario.name().toLowerCase(Locale.ROOT));
      Outcome outcome = Simulation.play(scenario.scenario(options));
      outcome.lines().forEach(System.out::println);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      System.out.printf(
          Locale.ROOT, "took %d s, heap %d MiB%n%n", took.toSeconds(), heapBytes() / MEBIBYTE);
    }
  }

  /** What the virtual machine holds now, garbage included: an upper bound. */
  private static long heapBytes() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
