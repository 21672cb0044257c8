package io.grapevine.simulation.scale;

/**
 * Prints the tables of docs/auction-simulation.md. Run with {@code ./mvnw -q -Pbenchmark
 * process-test-classes -Dbenchmark.heap=4g
 * -Dbenchmark.class=io.grapevine.simulation.scale.ScaleSimulation}; {@link Options} go into {@code
 * -Dbenchmark.options="tables=scale workers=10000"}.
 */
public final class ScaleSimulation {
  private ScaleSimulation() {}

  /** Prints one table after the other. */
  public static void main(String... arguments) {
    Options options = Options.parse(arguments);
    for (String table : options.tables()) {
      switch (table) {
        case "scale" -> ScaleTable.print(options);
        case "comparison" -> ComparisonTable.print(options);
        case "fairness" -> FairnessTable.print(options);
        case "sustained" -> ComparisonTable.printSustained(options);
        default -> throw new IllegalArgumentException("no such table: " + table);
      }
      System.out.println();
    }
  }
}
