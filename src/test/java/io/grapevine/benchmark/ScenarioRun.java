package io.grapevine.benchmark;

import java.util.Arrays;
import java.util.Map;
import java.util.ServiceLoader;

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
    scenario.run(stack(arguments[0]), options, measure -> System.out.println(measure.line()));
    System.exit(0);
  }

  private static Stack stack(String name) {
    return ServiceLoader.load(Stack.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(stack -> stack.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no stack " + name));
  }
}
