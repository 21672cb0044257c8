package io.grapevine.job;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;

/** How an attribute of a worker is compared with what is required. */
public enum Comparison {
  /** It is exactly this. */
  EQUALS,
  /** It is something else, or nothing is said about it. */
  DIFFERS,
  /** It is one of several values, which are separated by commas. */
  ONE_OF,
  /** Both are numbers, and it is not smaller. */
  AT_LEAST,
  /** Both are numbers, and it is not larger. */
  AT_MOST;

  /** Longer numbers are not taken for numbers, lest an exponent makes arithmetic expensive. */
  private static final int NUMBER_LENGTH_MAX = 32;

  /** Whether the attribute, which may be absent, meets what is wanted. */
  boolean isMet(Optional<String> actual, String wanted) {
    return switch (this) {
      case EQUALS -> actual.filter(wanted::equals).isPresent();
      case DIFFERS -> actual.filter(wanted::equals).isEmpty();
      case ONE_OF ->
          actual
              .filter(
                  value ->
                      Arrays.stream(wanted.split(",")).map(String::trim).anyMatch(value::equals))
              .isPresent();
      case AT_LEAST -> compared(actual, wanted).filter(sign -> sign >= 0).isPresent();
      case AT_MOST -> compared(actual, wanted).filter(sign -> sign <= 0).isPresent();
    };
  }

  /** Whether a value can be compared in this way. */
  boolean accepts(String wanted) {
    return switch (this) {
      case EQUALS, DIFFERS, ONE_OF -> true;
      case AT_LEAST, AT_MOST -> number(wanted).isPresent();
    };
  }

  private static Optional<Integer> compared(Optional<String> actual, String wanted) {
    return actual.flatMap(Comparison::number).flatMap(left -> number(wanted).map(left::compareTo));
  }

  private static Optional<BigDecimal> number(String text) {
    if (text.length() > NUMBER_LENGTH_MAX || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException other) {
      return Optional.empty();
    }
  }
}
