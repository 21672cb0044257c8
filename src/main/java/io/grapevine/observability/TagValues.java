package io.grapevine.observability;

import java.util.Locale;

/** Values of tags. */
final class TagValues {
  static final String INBOUND = "inbound";
  static final String OUTBOUND = "outbound";

  private TagValues() {}

  static String of(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  static String direction(boolean outbound) {
    return outbound ? OUTBOUND : INBOUND;
  }

  /** The kind of a topic: its name ends in a work type, and clients may ask for any. */
  static String topic(String name) {
    if (name.startsWith("/grapevine/1/offers/")) {
      return "offers";
    }
    return switch (name) {
      case "/grapevine/1/outcomes" -> "outcomes";
      case "/grapevine/1/peers" -> "peers";
      default -> "other";
    };
  }
}
