package io.grapevine.rest;

import io.grapevine.job.WorkType;
import io.grapevine.rest.model.JobSubmission;
import io.grapevine.rest.model.JsonTexts;
import io.grapevine.rest.model.RawJson;
import io.grapevine.rest.problem.Fault;
import io.grapevine.rest.problem.ProblemException;
import io.grapevine.rest.problem.ProblemType;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the body of a submission token by token: strictly, so that a misspelt member is an error
 * and not a default, and without touching the payload, which is cut out of the text as it stands.
 * One reader reads one body.
 */
final class JobSubmissionReader {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String text;
  private final Faults faults = new Faults();
  private final OptionReader options = new OptionReader(faults);
  private @Nullable String type;
  private @Nullable RawJson payload;

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
      throw malformed(JsonMembers.fault(malformed), malformed.getLocation());
    }
  }

  private JobSubmission read() {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw ProblemException.of(
            ProblemType.MALFORMED_JSON, "The body is not a JSON object. Send {\"type\":…}.");
      }
      JsonMembers.members(parser, name -> readMember(name, parser));
      if (parser.nextToken() != null) {
        throw malformed("There is more after the end of the job", parser.currentTokenLocation());
      }
    }
    return finished();
  }

  private void readMember(String name, JsonParser parser) {
    if (name.equals("type")) {
      readType(parser);
    } else if (name.equals("payload")) {
      payload = cut(parser);
    } else if (!options.read(name, parser)) {
      parser.skipChildren();
      faults.add(
          Fault.at(
              JsonMembers.pointer("", name),
              "is not a member of a job; those are type, payload, " + OptionReader.KNOWN));
    }
  }

  private void readType(JsonParser parser) {
    String value = JsonMembers.string(parser);
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

  private JobSubmission finished() {
    if (type == null) {
      faults.add(Fault.at("/type", "is required: the name of a work type, such as echo"));
    }
    if (payload == null) {
      faults.add(Fault.at("/payload", "is required: the input of the work type, any JSON value"));
    }
    JobSubmission submission =
        JobSubmission.of(
            type == null ? "" : type, payload == null ? RawJson.NULL : payload, options.options());
    if (!faults.isEmpty()) {
      throw faults.asInvalidJob();
    }
    return submission;
  }

  private static ProblemException malformed(String what, @Nullable TokenStreamLocation where) {
    String place =
        where == null
            ? ""
            : " (line %d, column %d)".formatted(where.getLineNr(), where.getColumnNr());
    return ProblemException.of(ProblemType.MALFORMED_JSON, what + place + ".");
  }
}
