package io.grapevine.rest.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads JSON as text without changing it. */
public final class JsonTexts {
  private static final JsonFactory JSON = JsonFactory.builder().build();

  private JsonTexts() {}

  /** The text of bytes that are one well-formed JSON value in UTF-8; empty for anything else. */
  public static Optional<RawJson> checked(byte[] bytes) {
    try {
      String text = decoded(bytes);
      try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
        if (parser.nextToken() == null) {
          return Optional.empty();
        }
        parser.skipChildren();
        return parser.nextToken() == null ? Optional.of(new RawJson(text)) : Optional.empty();
      }
    } catch (CharacterCodingException | JacksonException notJson) {
      return Optional.empty();
    }
  }

  /**
   * Decodes UTF-8 without tolerance.
   *
   * @throws CharacterCodingException if the bytes are not UTF-8
   */
  public static String decoded(byte[] bytes) throws CharacterCodingException {
    return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
