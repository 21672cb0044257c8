package io.grapevine.benchmark;

import java.util.Arrays;
import java.util.Map;

/**
 * One scenario on one stack, in this JVM. Arguments: name of the stack, name of the scenario,
 * options. Also the place to attach a profiler to.
 */
public final class ScenarioRun {
  private ScenarioRun() {}

  /** Measures and prints a line for each figure. */
  public static void main(String... arguments) throws Exception {
    Options options = Options.parse(Arrays.copyOfRange(arguments, 2, arguments.length));
    Map<String, Scenario> scenarios = Scenario.all();
    Scenario scenario = scenarios.get(arguments[1]);
    if (scenario == null) {
      throw new IllegalArgumentException(arguments[1] + " is not one of " + scenarios.keySet());
    }
    scenario.run(
        Stacks.named(arguments[0]), options, measure -> System.out.println(measure.line()));
    System.exit(0);
  }
}
