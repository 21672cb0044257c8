package io.grapevine.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Figures of all rounds, printed as a table in Markdown with a column for each stack. */
final class Table {
  private final List<String> stacks;
  private final Map<Row, Map<String, List<Double>>> rows = new LinkedHashMap<>();

  Table(List<String> stacks) {
    this.stacks = stacks;
  }

  private record Row(String scenario, String what, boolean higherIsBetter) {}

  void add(String scenario, String stack, Measure measure) {
    rows.computeIfAbsent(
            new Row(scenario, measure.what(), measure.higherIsBetter()),
            row -> new LinkedHashMap<>())
        .computeIfAbsent(stack, name -> new ArrayList<>())
        .add(measure.value());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("| scenario | quantity |");
    stacks.forEach(stack -> text.append(' ').append(stack).append(" |"));
    text.append(stacks.size() == 2 ? " first / second | better is |\n" : " better is |\n");
    text.append("|---|---|").append("---|".repeat(stacks.size()));
    text.append(stacks.size() == 2 ? "---|---|\n" : "---|\n");
    rows.forEach((row, values) -> appendRow(text, row, values));
    return text.toString();
  }

  private void appendRow(StringBuilder text, Row row, Map<String, List<Double>> values) {
    text.append("| ").append(row.scenario).append(" | ").append(row.what).append(" |");
    for (String stack : stacks) {
      text.append(' ').append(cell(values.getOrDefault(stack, List.of()))).append(" |");
    }
    if (stacks.size() == 2) {
      double ratio = median(values, stacks.getFirst()) / median(values, stacks.getLast());
      text.append(Double.isFinite(ratio) ? String.format(Locale.ROOT, " %.2f |", ratio) : " – |");
    }
    text.append(row.higherIsBetter ? " higher |\n" : " lower |\n");
  }

  private static double median(Map<String, List<Double>> values, String stack) {
    List<Double> sorted = values.getOrDefault(stack, List.of()).stream().sorted().toList();
    return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
  }

  private static String cell(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    if (sorted.isEmpty()) {
      return "–";
    }
    String middle = number(sorted.get(sorted.size() / 2));
    return sorted.size() == 1
        ? middle
        : middle + " (" + number(sorted.getFirst()) + "–" + number(sorted.getLast()) + ")";
  }

  /** Three digits that mean something. */
  private static String number(double value) {
    int decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
