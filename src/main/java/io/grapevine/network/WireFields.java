package io.grapevine.network;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.grapevine.job.Digest;
import io.grapevine.job.JobId;
import io.grapevine.job.OfferId;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;

/** Fields that several messages share, each with its limits. */
final class WireFields {
  static final int PEER_ID_BYTES_MAX = 64;
  static final int ROUND_MAX = OfferId.ROUND_MAX;
  static final int ATTEMPT_MAX = 100_000;
  static final int DETAIL_LENGTH_MAX = 200;
  static final Duration DURATION_MAX = Duration.ofDays(1);

  private static final int JOB_ID_BYTES = 16;

  /** Of the constants of a wire type: its name in their spelling. */
  private static final ClassValue<String> PREFIXES =
      new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> wireType) {
          String words = wireType.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_");
          return words.toUpperCase(Locale.ROOT) + "_";
        }
      };

  private WireFields() {}

  /** Something that is read from fields whose values may not fit together. */
  @FunctionalInterface
  interface Reading<T> {
    T read() throws MalformedException;
  }

  /** Parses a message. */
  static <T> T parse(Parser<T> parser, byte[] encoded) throws MalformedException {
    try {
      return parser.parseFrom(encoded);
    } catch (InvalidProtocolBufferException malformed) {
      throw new MalformedException("message is not sound protobuf", malformed);
    }
  }

  /** Turns a record's complaint about its values into one about the message. */
  static <T> T sound(Reading<T> reading) throws MalformedException {
    try {
      return reading.read();
    } catch (IllegalArgumentException unsound) {
      throw new MalformedException("message is not sound: " + unsound.getMessage(), unsound);
    }
  }

  static ByteString jobId(JobId id) {
    ByteBuffer bytes = ByteBuffer.allocate(JOB_ID_BYTES);
    bytes.putLong(id.value().getMostSignificantBits());
    bytes.putLong(id.value().getLeastSignificantBits());
    return ByteString.copyFrom(bytes.flip());
  }

  static JobId jobId(ByteString bytes) throws MalformedException {
    require(bytes.size() == JOB_ID_BYTES, "a job id has 16 bytes, not " + bytes.size());
    ByteBuffer id = bytes.asReadOnlyByteBuffer();
    return new JobId(new UUID(id.getLong(), id.getLong()));
  }

  static OfferId offerId(ByteString job, int round) throws MalformedException {
    return new OfferId(jobId(job), between(round, 1, ROUND_MAX, "round"));
  }

  static WorkType workType(String name) throws MalformedException {
    require(WorkType.isValid(name), "the work type is not of its form");
    return new WorkType(name);
  }

  static ByteString peerId(PeerId peer) {
    return ByteString.copyFrom(peer.toBytes());
  }

  static PeerId peerId(ByteString bytes) throws MalformedException {
    require(bytes.size() <= PEER_ID_BYTES_MAX, "a peer id has at most 64 bytes");
    return PeerId.decode(bytes.toByteArray());
  }

  static ByteString digest(Digest digest) {
    return ByteString.copyFrom(digest.toBytes());
  }

  static Digest digest(ByteString bytes) throws MalformedException {
    require(bytes.size() == Digest.SIZE_BYTES, "a digest has 32 bytes, not " + bytes.size());
    return Digest.ofDigest(bytes.toByteArray());
  }

  /** Whole milliseconds, at least one, at most a day. */
  static int millis(Duration duration) {
    return (int) Math.clamp(duration.toMillis(), 1L, DURATION_MAX.toMillis());
  }

  static Duration duration(int millis) throws MalformedException {
    return Duration.ofMillis(between(millis, 1, (int) DURATION_MAX.toMillis(), "duration"));
  }

  /** A size in bytes; whether it is acceptable is for the receiver to say. */
  static long size(long bytes) throws MalformedException {
    require(bytes >= 0, "a size is below 2^63");
    return bytes;
  }

  static int between(int value, int min, int max, String name) throws MalformedException {
    if (value < min || value > max) {
      throw new MalformedException(
          "%s is %s, not within %d to %d"
              .formatted(name, Integer.toUnsignedString(value), min, max));
    }
    return value;
  }

  static String text(String text, int lengthMax, String name) throws MalformedException {
    require(text.length() <= lengthMax, name + " is longer than " + lengthMax + " characters");
    return text;
  }

  /** Shortens what this peer says to what others accept. */
  static String shortened(String text, int lengthMax) {
    return text.length() <= lengthMax ? text : text.substring(0, lengthMax - 1) + "…";
  }

  /**
   * The constant that a wire constant stands for: wire constants bear the name of their type as a
   * prefix.
   */
  static <E extends Enum<E>> E constant(Class<E> type, Enum<?> wire) throws MalformedException {
    String name = wire.name();
    String prefix = prefix(wire.getDeclaringClass());
    for (E candidate : type.getEnumConstants()) {
      if (name.equals(prefix + candidate.name())) {
        return candidate;
      }
    }
    throw new MalformedException(name + " stands for no constant");
  }

  /** The wire constant that stands for a constant. */
  static <W extends Enum<W>> W wireConstant(Class<W> wireType, Enum<?> constant) {
    return Enum.valueOf(wireType, prefix(wireType) + constant.name());
  }

  static void require(boolean condition, String otherwise) throws MalformedException {
    if (!condition) {
      throw new MalformedException(otherwise);
    }
  }

  private static String prefix(Class<?> wireType) {
    return PREFIXES.get(wireType);
  }
}
