package io.grapevine.benchmark;

import java.util.Locale;
import java.util.Optional;

/**
 * One figure of one run, which goes from the measured JVM to the one that makes the table as a line
 * of text.
 *
 * @param what the quantity with its unit
 * @param higherIsBetter which way the ratio is to be read
 */
record Measure(String what, boolean higherIsBetter, double value) {

  private static final String MARK = "MEASURE";

  static Measure high(String what, double value) {
    return new Measure(what, true, value);
  }

  static Measure low(String what, double value) {
    return new Measure(what, false, value);
  }

  String line() {
    return String.format(Locale.ROOT, "%s\t%s\t%s\t%s", MARK, what, higherIsBetter, value);
  }

  static Optional<Measure> parse(String line) {
    String[] parts = line.split("\t", -1);
    if (parts.length != 4 || !parts[0].equals(MARK)) {
      return Optional.empty();
    }
    return Optional.of(
        new Measure(parts[1], Boolean.parseBoolean(parts[2]), Double.parseDouble(parts[3])));
  }
}
