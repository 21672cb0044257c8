package io.grapevine.job;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a worker says of itself by name, such as {@code region}, {@code cpus} or {@code memory-mb},
 * so that clients can choose.
 *
 * @param values at most {@value #COUNT_MAX}; names of 1 to {@value #NAME_LENGTH_MAX} characters,
 *     values of at most {@value #VALUE_LENGTH_MAX}, all of printable ASCII
 */
public record Attributes(SortedMap<String, String> values) {
  /** Most attributes of one worker. */
  public static final int COUNT_MAX = 32;

  /** Longest name. */
  public static final int NAME_LENGTH_MAX = 63;

  /** Longest value. */
  public static final int VALUE_LENGTH_MAX = 255;

  /** Says nothing. */
  public static final Attributes NONE = new Attributes(new TreeMap<>());

  /**
   * Copies the values.
   *
   * @throws IllegalArgumentException if there are too many, or one is too long
   */
  public Attributes {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    if (values.size() > COUNT_MAX) {
      throw new IllegalArgumentException("a worker has at most " + COUNT_MAX + " attributes");
    }
    values.forEach(Attributes::check);
  }

  /** Takes the values of any map. */
  public static Attributes of(Map<String, String> values) {
    return new Attributes(new TreeMap<>(values));
  }

  /** One value; empty if nothing is said about it. */
  public Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  static void check(String name, String value) {
    if (name.isBlank() || name.length() > NAME_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "the name of an attribute has 1 to " + NAME_LENGTH_MAX + " characters");
    }
    if (value.length() > VALUE_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "the value of an attribute has at most " + VALUE_LENGTH_MAX + " characters");
    }
    if (!(name + value).chars().allMatch(character -> character >= ' ' && character <= '~')) {
      throw new IllegalArgumentException("attributes are of printable ASCII characters");
    }
  }
}
