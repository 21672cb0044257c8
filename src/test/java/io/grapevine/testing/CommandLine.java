package io.grapevine.testing;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Options of benchmarks and simulations, given as {@code key=value}; every key has a default. */
public final class CommandLine {
  private final Map<String, String> values;

  private CommandLine(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException if one is no {@code key=value} or has no default
   */
  public static CommandLine parse(Map<String, String> defaults, String... arguments) {
    Map<String, String> values = new LinkedHashMap<>(defaults);
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      String key = equals < 0 ? argument : argument.substring(0, equals);
      if (equals < 0 || !values.containsKey(key)) {
        throw new IllegalArgumentException(argument + " is not one of " + defaults.keySet() + "=…");
      }
      values.put(key, argument.substring(equals + 1));
    }
    return new CommandLine(values);
  }

  /** The value of a key that has a default. */
  public String text(String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException("no default for " + key);
    }
    return value;
  }

  /**
   * A whole number.
   *
   * @throws NumberFormatException if it is none
   */
  public int integer(String key) {
    return Integer.parseInt(text(key));
  }

  /**
   * The seed from which all chance follows.
   *
   * @throws NumberFormatException if it is no whole number
   */
  public long seed() {
    return Long.parseLong(text("seed"));
  }

  /**
   * A fraction.
   *
   * @throws NumberFormatException if it is no number
   */
  public double fraction(String key) {
    return Double.parseDouble(text(key));
  }

  /** The parts between commas, none of an empty value. */
  public <T> List<T> list(String key, Function<String, T> reading) {
    return Arrays.stream(text(key).split(",", -1))
        .filter(part -> !part.isEmpty())
        .map(reading)
        .toList();
  }

  /** A constant's name as Java spells it, of one in lower case with hyphens. */
  public static String constant(String name) {
    return name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
