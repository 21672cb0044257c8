package io.grapevine.job;

import java.util.regex.Pattern;

/**
 * The kind of handler that a job needs. Part of a topic name, hence the narrow alphabet.
 *
 * @param name 1 to 64 lower-case letters, digits, dots and hyphens; starts and ends with a letter
 *     or digit
 */
public record WorkType(String name) implements Comparable<WorkType> {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?");

  /**
   * @throws IllegalArgumentException if the name is not of the form above
   */
  public WorkType {
    if (!isValid(name)) {
      throw new IllegalArgumentException(
          "a work type is 1 to 64 lower-case letters, digits, dots and hyphens, such as"
              + " web-scrape");
    }
  }

  /** Whether a text from outside may become a work type. */
  public static boolean isValid(String name) {
    return NAME.matcher(name).matches();
  }

  @Override
  public int compareTo(WorkType other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
