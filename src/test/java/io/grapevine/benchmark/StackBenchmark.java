package io.grapevine.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * All scenarios on every libp2p stack of the class path: the stacks take turns, each run has a
 * fresh JVM with the same flags, and a table of medians is printed at the end, with the smallest
 * and the largest value.
 *
 * <p>Run with {@code ./mvnw -q -Pbenchmark process-test-classes -Dbenchmark=StackBenchmark}; {@link
 * Options} go into {@code -Dbenchmark.options="rounds=1 scenarios=echo-64"}.
 */
public final class StackBenchmark {
  private static final List<String> FLAGS =
      List.of("-Xmx4g", "-XX:NativeMemoryTracking=summary", "--enable-native-access=ALL-UNNAMED");

  private StackBenchmark() {}

  public static void main(String... arguments) throws Exception {
    Options options = Options.parse(arguments);
    List<String> stacks =
        options.stacks().isEmpty()
            ? Stacks.all().stream().map(Stack::name).toList()
            : options.stacks();
    List<String> scenarios =
        options.scenarios().isEmpty() ? List.copyOf(Scenario.all().keySet()) : options.scenarios();
    Instant start = Instant.now();
    Table table = new Table(stacks);
    for (int round = 1; round <= options.rounds(); round++) {
      for (String scenario : scenarios) {
        for (String stack : stacks) {
          System.out.printf(Locale.ROOT, "round %d, %s on %s%n", round, scenario, stack);
          run(stack, scenario, table, arguments);
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%n%s, %d processors, %s, flags %s; median of %d rounds, smallest and largest in brackets;"
            + " took %s%n%n%s",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.arch"),
        FLAGS,
        options.rounds(),
        Duration.between(start, Instant.now()).truncatedTo(ChronoUnit.SECONDS),
        table);
  }

  private static void run(String stack, String scenario, Table table, String... options)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(stack, scenario));
    arguments.addAll(List.of(options));
    Process process =
        Forks.java(FLAGS, ScenarioRun.class, arguments.toArray(String[]::new))
            .redirectErrorStream(true)
            .start();
    List<String> rest = new ArrayList<>();
    process
        .inputReader(StandardCharsets.UTF_8)
        .lines()
        .forEach(
            line ->
                Measure.parse(line)
                    .ifPresentOrElse(
                        measure -> {
                          System.out.printf(
                              Locale.ROOT, "  %s: %.3f%n", measure.what(), measure.value());
                          table.add(scenario, stack, measure);
                        },
                        () -> rest.add(line)));
    int code = process.waitFor();
    if (code != 0) {
      System.out.printf(Locale.ROOT, "%s on %s failed with code %d:%n", scenario, stack, code);
      rest.stream().limit(20).forEach(line -> System.out.println("  " + line));
    }
  }
}
