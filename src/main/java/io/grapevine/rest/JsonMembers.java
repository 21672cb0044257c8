package io.grapevine.rest;

import io.grapevine.rest.problem.Fault;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.InputCoercionException;

/**
 * Reads values of one form each from a body, each called at the first token of a value and leaving
 * at its last. What is of another form is a fault, and passed over.
 */
final class JsonMembers {
  /** A place in the source, which Jackson does not show, in words that are meant for Java. */
  private static final Pattern HIDDEN_SOURCE = Pattern.compile(" \\([^()]*\\[Source: .*]\\)");

  private JsonMembers() {}

  /** Why a text is not JSON, in words for the client who sent it. */
  static String fault(JacksonException malformed) {
    String message = String.valueOf(malformed.getOriginalMessage());
    return HIDDEN_SOURCE.matcher(message).replaceAll("");
  }

  /** A string; null if it is something else. */
  static @Nullable String string(JsonParser parser) {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getString();
    }
    parser.skipChildren();
    return null;
  }

  /** A positive duration in ISO 8601, as it was sent. */
  static @Nullable String duration(String pointer, JsonParser parser, Faults faults) {
    String value = string(parser);
    if (value == null || !isPositiveDuration(value)) {
      faults.add(
          Fault.at(pointer, "must be a positive ISO 8601 duration of days to seconds: PT30S"));
      return null;
    }
    return value;
  }

  /** A whole number, at least 1. */
  static @Nullable Integer count(String pointer, JsonParser parser, Faults faults) {
    int value = 0;
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      try {
        value = parser.getIntValue();
      } catch (InputCoercionException tooLarge) {
        value = 0;
      }
    }
    parser.skipChildren();
    if (value < 1) {
      faults.add(Fault.at(pointer, "must be a whole number, at least 1"));
      return null;
    }
    return value;
  }

  /** True or false. */
  static @Nullable Boolean flag(String pointer, JsonParser parser, Faults faults) {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> {
        parser.skipChildren();
        faults.add(Fault.at(pointer, "must be true or false"));
        yield null;
      }
    };
  }

  /** The name of a constant. */
  static <E extends Enum<E>> @Nullable E constant(
      Class<E> type, String pointer, JsonParser parser, Faults faults) {
    String value = string(parser);
    Optional<E> found =
        Arrays.stream(type.getEnumConstants()).filter(one -> one.name().equals(value)).findFirst();
    if (found.isEmpty()) {
      faults.add(
          Fault.at(
              pointer,
              Arrays.stream(type.getEnumConstants())
                  .map(Enum::name)
                  .collect(Collectors.joining(", ", "must be one of ", ""))));
    }
    return found.orElse(null);
  }

  /**
   * The elements of an array, each told its place when the parser stands at it.
   *
   * @return how many there are; less than 0 if the value is no array
   */
  static int elements(JsonParser parser, IntConsumer element) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return -1;
    }
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      element.accept(count);
      count++;
    }
    return count;
  }

  /** The members of an object, each told when the parser stands at its value; false if none. */
  static boolean members(JsonParser parser, Consumer<String> member) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return false;
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      member.accept(name);
    }
    return true;
  }

  /** JSON Pointer (RFC 6901) to a member. */
  static String pointer(String parent, String name) {
    return parent + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  private static boolean isPositiveDuration(String value) {
    try {
      return Duration.parse(value).isPositive();
    } catch (DateTimeException notADuration) {
      return false;
    }
  }
}
