package io.grapevine.rest;

import io.grapevine.job.Delivery;
import io.grapevine.job.WorkType;
import io.grapevine.rest.model.JobSubmission;
import io.grapevine.rest.model.JsonTexts;
import io.grapevine.rest.model.RawJson;
import io.grapevine.rest.problem.Fault;
import io.grapevine.rest.problem.ProblemException;
import io.grapevine.rest.problem.ProblemType;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the body of a submission token by token: strictly, so that a misspelt member is an error
 * and not a default, and without touching the payload, which is cut out of the text as it stands.
 * One reader reads one body.
 */
final class JobSubmissionReader {
  private static final String KNOWN = "type, payload, timeout, labels, maxAttempts and delivery";

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String text;
  private final Faults faults = new Faults();
  private @Nullable String type;
  private @Nullable RawJson payload;
  private @Nullable String timeout;
  private @Nullable SortedMap<String, String> labels;
  private @Nullable Integer maxAttempts;
  private @Nullable Delivery delivery;

  private JobSubmissionReader(String text) {
    this.text = text;
  }

  /**
   * Reads a body.
   *
   * @throws ProblemException if it is not JSON, or not a job; all faults are named
   */
  static JobSubmission read(byte[] body) {
    try {
      return new JobSubmissionReader(JsonTexts.decoded(body)).read();
    } catch (CharacterCodingException notText) {
      throw ProblemException.of(ProblemType.MALFORMED_JSON, "The body is not UTF-8.");
    } catch (JacksonException malformed) {
      throw malformed(malformed.getOriginalMessage(), malformed.getLocation());
    }
  }

  private JobSubmission read() {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw ProblemException.of(
            ProblemType.MALFORMED_JSON, "The body is not a JSON object. Send {\"type\":…}.");
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        readMember(name, parser);
      }
      if (parser.nextToken() != null) {
        throw malformed("There is more after the end of the job", parser.currentTokenLocation());
      }
    }
    return finished();
  }

  private void readMember(String name, JsonParser parser) {
    switch (name) {
      case "type" -> readType(parser);
      case "payload" -> payload = cut(parser);
      case "timeout" -> readTimeout(parser);
      case "labels" -> readLabels(parser);
      case "maxAttempts" -> readMaxAttempts(parser);
      case "delivery" -> readDelivery(parser);
      default -> {
        parser.skipChildren();
        faults.add(Fault.at(pointer("", name), "is not a member of a job; those are " + KNOWN));
      }
    }
  }

  private void readType(JsonParser parser) {
    String value = string(parser);
    if (value == null || !WorkType.isValid(value)) {
      faults.add(
          Fault.at(
              "/type",
              "must be 1 to 64 lower-case letters, digits, dots and hyphens, such as web-scrape"));
    }
    type = value == null ? "" : value;
  }

  private RawJson cut(JsonParser parser) {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    parser.skipChildren();
    parser.finishToken();
    return new RawJson(text.substring(start, (int) parser.currentLocation().getCharOffset()));
  }

  private void readTimeout(JsonParser parser) {
    String value = string(parser);
    if (value == null || !isPositiveDuration(value)) {
      faults.add(
          Fault.at("/timeout", "must be a positive ISO 8601 duration of days to seconds: PT30S"));
    } else {
      timeout = value;
    }
  }

  private static boolean isPositiveDuration(String value) {
    try {
      return Duration.parse(value).isPositive();
    } catch (DateTimeException notADuration) {
      return false;
    }
  }

  private void readLabels(JsonParser parser) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      faults.add(Fault.at("/labels", "must be an object whose members are strings"));
      return;
    }
    SortedMap<String, String> read = new TreeMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      String value = string(parser);
      if (read.size() == Labels.COUNT_MAX) {
        faults.add(Fault.at("/labels", "must have at most %d members".formatted(Labels.COUNT_MAX)));
      } else if (value == null || !Labels.isValid(name, value)) {
        faults.add(Fault.at(pointer("/labels", name), Labels.RULE));
      } else {
        read.put(name, value);
      }
    }
    labels = read;
  }

  private void readMaxAttempts(JsonParser parser) {
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
      faults.add(Fault.at("/maxAttempts", "must be a whole number, at least 1"));
    } else {
      maxAttempts = value;
    }
  }

  private void readDelivery(JsonParser parser) {
    String value = string(parser);
    delivery =
        Arrays.stream(Delivery.values())
            .filter(one -> one.name().equals(value))
            .findFirst()
            .orElse(null);
    if (delivery == null) {
      faults.add(Fault.at("/delivery", "must be AT_LEAST_ONCE or AT_MOST_ONCE"));
    }
  }

  private JobSubmission finished() {
    if (type == null) {
      faults.add(Fault.at("/type", "is required: the name of a work type, such as echo"));
    }
    if (payload == null) {
      faults.add(Fault.at("/payload", "is required: the input of the work type, any JSON value"));
    }
    if (type == null || payload == null || !faults.isEmpty()) {
      throw faults.asInvalidJob();
    }
    return new JobSubmission(type, payload, timeout, labels, maxAttempts, delivery);
  }

  private static @Nullable String string(JsonParser parser) {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getString();
    }
    parser.skipChildren();
    return null;
  }

  private static String pointer(String parent, String name) {
    return parent + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  private static ProblemException malformed(
      @Nullable String what, @Nullable TokenStreamLocation where) {
    String place =
        where == null
            ? ""
            : " (line %d, column %d)".formatted(where.getLineNr(), where.getColumnNr());
    return ProblemException.of(ProblemType.MALFORMED_JSON, what + place + ".");
  }
}
