package io.grapevine.libp2p.protobuf;

import io.grapevine.libp2p.multiformats.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over the fields of one protobuf message (protobuf.dev, "Encoding"):
 *
 * <pre>{@code
 * while (reader.next()) {
 *   switch (reader.field()) {
 *     case 1 -> key = reader.bytes(MAX_KEY_BYTES);
 *     default -> reader.skip();
 *   }
 * }
 * }</pre>
 *
 * <p>A value that is not taken is skipped by the next {@link #next()}. Every method throws a {@link
 * MalformedException} when the message is cut short, a field has another wire type than the one
 * asked for, or a length passes its limit. Varints may have up to ten bytes and need not be in the
 * shortest form, as protobuf allows.
 */
public final class ProtobufReader {

  private static final int MAX_VARINT_BYTES = 10;

  private final byte[] source;
  private final int end;
  private int position;
  private int fieldStart;
  private int field;
  private WireType type = WireType.VARINT;
  private boolean pending;

  /** Reads all of {@code message}. */
  public ProtobufReader(byte[] message) {
    this(message, 0, message.length);
  }

  /** Reads {@code length} bytes from {@code offset} on. */
  public ProtobufReader(byte[] source, int offset, int length) {
    if (offset < 0 || length < 0 || length > source.length - offset) {
      throw new IndexOutOfBoundsException(offset + " + " + length + " of " + source.length);
    }
    this.source = source;
    this.position = offset;
    this.fieldStart = offset;
    this.end = offset + length;
  }

  /** Moves to the next field; false at the end of the message. */
  public boolean next() throws MalformedException {
    if (pending) {
      skip();
    }
    if (position == end) {
      return false;
    }
    fieldStart = position;
    long tag = rawVarint();
    // Field numbers have 29 bits, so a tag has 32.
    if (tag >>> 32 != 0 || tag >>> 3 == 0) {
      throw new MalformedException("protobuf field number is out of range");
    }
    field = (int) (tag >>> 3);
    type =
        switch ((int) tag & 7) {
          case 0 -> WireType.VARINT;
          case 1 -> WireType.FIXED64;
          case 2 -> WireType.LENGTH_DELIMITED;
          case 5 -> WireType.FIXED32;
          default -> throw new MalformedException("protobuf field " + field + " is a group");
        };
    pending = true;
    return true;
  }

  /** Number of the current field. */
  public int field() {
    return field;
  }

  /** Wire type of the current field. */
  public WireType type() {
    return type;
  }

  /** Takes the value as 64 bits; signed and unsigned look alike. */
  public long varint() throws MalformedException {
    take(WireType.VARINT);
    return rawVarint();
  }

  /** Takes the value as a number that must lie between 0 and {@code limit}. */
  public int varint(int limit) throws MalformedException {
    long value = varint();
    if (value < 0 || value > limit) {
      throw new MalformedException(
          "protobuf field %d is %s, the limit is %d"
              .formatted(field, Long.toUnsignedString(value), limit));
    }
    return (int) value;
  }

  /** Takes the value as a truth value: anything but 0 is true. */
  public boolean bool() throws MalformedException {
    return varint() != 0;
  }

  /** Takes a copy of the value, of at most {@code limit} bytes. */
  public byte[] bytes(int limit) throws MalformedException {
    int length = takeLength(limit);
    byte[] value = Arrays.copyOfRange(source, position, position + length);
    position += length;
    return value;
  }

  /** Takes the value as strict UTF-8 of at most {@code limit} bytes. */
  public String string(int limit) throws MalformedException {
    int length = takeLength(limit);
    if (length == 0) {
      // Two bytes of input are not worth a decoder.
      return "";
    }
    try {
      String value =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(source, position, length))
              .toString();
      position += length;
      return value;
    } catch (CharacterCodingException e) {
      throw new MalformedException("protobuf field " + field + " is not UTF-8", e);
    }
  }

  /**
   * Takes the value, of at most {@code limit} bytes, as a message of its own; nothing is copied.
   */
  public ProtobufReader message(int limit) throws MalformedException {
    int length = takeLength(limit);
    ProtobufReader message = new ProtobufReader(source, position, length);
    position += length;
    return message;
  }

  /** Passes over the value. */
  public void skip() throws MalformedException {
    switch (type) {
      case VARINT -> varint();
      case LENGTH_DELIMITED -> {
        int length = takeLength(Integer.MAX_VALUE);
        position += length;
      }
      case FIXED32 -> skipFixed(WireType.FIXED32, Integer.BYTES);
      case FIXED64 -> skipFixed(WireType.FIXED64, Long.BYTES);
    }
  }

  /**
   * Offset in the source behind everything read so far. Right after {@link #next()} it is where the
   * field's length or value begins; after the value was taken, where the next field begins.
   */
  public int position() {
    return position;
  }

  /** Offset in the source where the current field began, its tag included. */
  public int fieldStart() {
    return fieldStart;
  }

  private void skipFixed(WireType expected, int bytes) throws MalformedException {
    take(expected);
    if (bytes > end - position) {
      throw cutShort();
    }
    position += bytes;
  }

  private int takeLength(int limit) throws MalformedException {
    take(WireType.LENGTH_DELIMITED);
    long length = rawVarint();
    if (length < 0 || length > limit) {
      throw new MalformedException(
          "protobuf field %d has %s bytes, the limit is %d"
              .formatted(field, Long.toUnsignedString(length), limit));
    }
    if (length > end - position) {
      throw cutShort();
    }
    return (int) length;
  }

  private void take(WireType expected) throws MalformedException {
    if (!pending) {
      throw new IllegalStateException("the value of field " + field + " was taken already");
    }
    if (type != expected) {
      throw new MalformedException(
          "protobuf field " + field + " is " + type + " where " + expected + " is expected");
    }
    pending = false;
  }

  private long rawVarint() throws MalformedException {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      if (position == end) {
        throw cutShort();
      }
      byte next = source[position++];
      value |= (long) (next & 0x7f) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedException("protobuf varint is longer than " + MAX_VARINT_BYTES + " bytes");
  }

  private static MalformedException cutShort() {
    return new MalformedException("protobuf message is cut short");
  }
}
