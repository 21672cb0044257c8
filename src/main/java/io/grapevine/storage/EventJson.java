package io.grapevine.storage;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bytes;
import io.grapevine.job.Content;
import io.grapevine.job.Digest;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.OfferId;
import io.grapevine.job.ReservationId;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import java.util.Base64;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.module.SimpleModule;

/**
 * How the vocabulary of jobs looks as JSON: records are objects of their components, identifiers
 * are texts, and the kind of an event is in the field {@code event}.
 */
final class EventJson {
  private static final char OFFER = '/';
  private static final char ATTEMPT = '#';

  private EventJson() {}

  static JsonMapper mapper() {
    SimpleModule texts = new SimpleModule("grapevine");
    text(texts, PeerId.class, PeerId::toString, EventJson::peer);
    text(texts, JobId.class, JobId::toString, EventJson::job);
    text(texts, WorkType.class, WorkType::name, WorkType::new);
    text(texts, Digest.class, Digest::hex, Digest::new);
    text(texts, Bytes.class, EventJson::base64, EventJson::bytes);
    text(texts, OfferId.class, OfferId::toString, EventJson::offer);
    text(texts, AttemptId.class, AttemptId::toString, EventJson::attempt);
    text(texts, Content.class, EventJson::description, EventJson::described);
    texts.addSerializer(ReservationId.class, new TextWriter<>(ReservationId::toString));
    texts.addDeserializer(ReservationId.class, new ReservationReader());
    return JsonMapper.builder()
        .addModule(texts)
        .addMixIn(JobEvent.class, Tagged.class)
        .registerSubtypes(
            new NamedType(JobEvent.Submitted.class, "submitted"),
            new NamedType(JobEvent.Resumed.class, "resumed"),
            new NamedType(JobEvent.OfferAnnounced.class, "offerAnnounced"),
            new NamedType(JobEvent.BidPlaced.class, "bidPlaced"),
            new NamedType(JobEvent.BidRefused.class, "bidRefused"),
            new NamedType(JobEvent.Awarded.class, "awarded"),
            new NamedType(JobEvent.AttemptStarted.class, "attemptStarted"),
            new NamedType(JobEvent.ProgressReported.class, "progressReported"),
            new NamedType(JobEvent.AttemptEnded.class, "attemptEnded"),
            new NamedType(JobEvent.Concluded.class, "concluded"))
        .changeDefaultVisibility(
            seen ->
                seen.withFieldVisibility(Visibility.ANY)
                    .withGetterVisibility(Visibility.NONE)
                    .withIsGetterVisibility(Visibility.NONE))
        .changeDefaultPropertyInclusion(
            usual -> usual.withValueInclusion(JsonInclude.Include.NON_NULL))
        .disable(
            DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS,
            DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .build();
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
  private interface Tagged {}

  private static PeerId peer(String text) {
    try {
      return PeerId.parse(text);
    } catch (MalformedException damaged) {
      throw new IllegalArgumentException(damaged.getMessage(), damaged);
    }
  }

  private static JobId job(String text) {
    return JobId.parse(text).orElseThrow(() -> new IllegalArgumentException("not a job: " + text));
  }

  private static OfferId offer(String text) {
    int end = text.indexOf(OFFER);
    return new OfferId(job(text.substring(0, end)), Integer.parseInt(text.substring(end + 1)));
  }

  private static AttemptId attempt(String text) {
    int end = text.indexOf(ATTEMPT);
    return new AttemptId(job(text.substring(0, end)), Integer.parseInt(text.substring(end + 1)));
  }

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static Bytes bytes(String base64) {
    return Bytes.wrap(Base64.getDecoder().decode(base64));
  }

  /** Digest and media type: the bytes are kept elsewhere. */
  private static String description(Content content) {
    return content.digest().hex() + ' ' + content.mediaType();
  }

  private static Content described(String text) {
    int end = text.indexOf(' ');
    return new Content(
        text.substring(end + 1), Bytes.wrap(new byte[0]), new Digest(text.substring(0, end)));
  }

  private static <T> void text(
      SimpleModule module, Class<T> type, Function<T, String> print, Function<String, T> parse) {
    module.addSerializer(type, new TextWriter<>(print));
    module.addDeserializer(type, new TextReader<>(parse));
  }

  private static final class TextWriter<T> extends ValueSerializer<T> {
    private final Function<T, String> print;

    TextWriter(Function<T, String> print) {
      this.print = print;
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializationContext context) {
      out.writeString(print.apply(value));
    }
  }

  /** Awards and bids had none at first. */
  private static final class ReservationReader extends TextReader<ReservationId> {
    ReservationReader() {
      super(text -> new ReservationId(Long.parseUnsignedLong(text, 16)));
    }

    @Override
    public Object getAbsentValue(DeserializationContext context) {
      return ReservationId.NONE;
    }
  }

  private static class TextReader<T> extends ValueDeserializer<T> {
    private final Function<String, T> parse;

    TextReader(Function<String, T> parse) {
      this.parse = parse;
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) {
      String text = in.getString();
      try {
        return parse.apply(text);
      } catch (RuntimeException damaged) {
        throw new IllegalArgumentException("unreadable: " + text, damaged);
      }
    }
  }
}
