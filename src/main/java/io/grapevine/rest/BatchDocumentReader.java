package io.grapevine.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grapevine.job.BatchItem;
import io.grapevine.job.Content;
import io.grapevine.rest.model.JsonTexts;
import io.grapevine.rest.problem.ProblemException;
import io.grapevine.rest.problem.ProblemType;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Reads a small batch that is one JSON document: {@code {"type":"echo","items":[…]}}. */
final class BatchDocumentReader {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private BatchDocumentReader() {}

  /**
   * What is in the document.
   *
   * @param type absent if it is not named there
   */
  record Document(@Nullable String type, Content items) {}

  static Document read(byte[] body) {
    try {
      String text = JsonTexts.decoded(body);
      try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
        return read(parser, text);
      }
    } catch (CharacterCodingException notText) {
      throw malformed("The body is not UTF-8.");
    } catch (JacksonException notJson) {
      throw malformed(JsonMembers.fault(notJson) + ".");
    }
  }

  private static Document read(JsonParser parser, String text) {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw malformed("The body is not a JSON object. Send {\"type\":…,\"items\":[…]}.");
    }
    String type = null;
    List<byte[]> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if ("type".equals(name) && value == JsonToken.VALUE_STRING) {
        type = parser.getString();
      } else if ("items".equals(name) && value == JsonToken.START_ARRAY) {
        readItems(parser, text, items);
      } else {
        throw ProblemException.of(
            ProblemType.INVALID_BATCH,
            "A batch has the members type, a string, and items, an array; all else is said in"
                + " the query.");
      }
    }
    if (parser.nextToken() != null) {
      throw malformed("There is more after the end of the batch.");
    }
    return new Document(type, BatchItemsReader.of(items));
  }

  private static void readItems(JsonParser parser, String text, List<byte[]> items) {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      int start = (int) parser.currentTokenLocation().getCharOffset();
      parser.skipChildren();
      parser.finishToken();
      int end = (int) parser.currentLocation().getCharOffset();
      items.add(text.substring(start, end).getBytes(UTF_8));
      if (items.size() > BatchItem.NUMBER_MAX) {
        throw BatchItemsReader.wrong(
            items.size(), "is one too many: a batch has at most " + BatchItem.NUMBER_MAX);
      }
    }
  }

  private static ProblemException malformed(String what) {
    return ProblemException.of(ProblemType.MALFORMED_JSON, what);
  }
}
