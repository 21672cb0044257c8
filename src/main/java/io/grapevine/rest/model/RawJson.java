package io.grapevine.rest.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A JSON value as text that has been checked to be well formed. Written as it is, so that numbers
 * keep their digits and members their order.
 */
public record RawJson(@JsonValue @JsonRawValue String text) {
  /** The value null. */
  public static final RawJson NULL = new RawJson("null");

  byte[] toBytes() {
    return text.getBytes(UTF_8);
  }
}
