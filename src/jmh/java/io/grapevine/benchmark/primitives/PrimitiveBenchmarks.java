package io.grapevine.benchmark.primitives;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks of this package for some two minutes. Arguments: regular expressions that the
 * names of benchmarks contain; none for all.
 */
public final class PrimitiveBenchmarks {
  private static final int ITERATIONS = 4;
  private static final TimeValue ITERATION = TimeValue.milliseconds(400);

  private PrimitiveBenchmarks() {}

  public static void main(String... arguments) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    for (String included : arguments) {
      options.include(included);
    }
    Options shortRuns =
        options
            .forks(1)
            .jvmArgs("-Xmx1g", "--enable-native-access=ALL-UNNAMED")
            .warmupIterations(ITERATIONS)
            .warmupTime(ITERATION)
            .measurementIterations(ITERATIONS)
            .measurementTime(ITERATION)
            .build();
    new Runner(shortRuns).run();
  }
}
