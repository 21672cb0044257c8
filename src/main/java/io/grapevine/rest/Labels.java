package io.grapevine.rest;

/** The form of labels, in jobs and in filters. */
final class Labels {
  static final int COUNT_MAX = 32;
  static final int NAME_LENGTH_MAX = 63;
  static final int VALUE_LENGTH_MAX = 255;
  static final String RULE =
      "must have a name of 1 to %d characters without = and a string of at most %d as its value"
          .formatted(NAME_LENGTH_MAX, VALUE_LENGTH_MAX);

  private Labels() {}

  static boolean isValid(String name, String value) {
    return !name.isEmpty()
        && name.length() <= NAME_LENGTH_MAX
        && name.indexOf('=') < 0
        && value.length() <= VALUE_LENGTH_MAX;
  }
}
