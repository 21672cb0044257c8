package io.grapevine.libp2p.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the fields of one protobuf message in the order of the calls, every varint in its shortest
 * form. Values equal to a default are written like any other: presence is the caller's decision.
 */
public final class ProtobufWriter {

  private static final int INITIAL_BYTES = 64;
  private static final int MAX_FIELD = (1 << 29) - 1;
  private static final int MAX_VARINT_BYTES = 10;

  private byte[] buffer = new byte[INITIAL_BYTES];
  private int size;

  /** An integer field of up to 64 bits, written as unsigned. */
  public ProtobufWriter varint(int field, long value) {
    tag(field, WireType.VARINT);
    rawVarint(value);
    return this;
  }

  /** A truth value. */
  public ProtobufWriter bool(int field, boolean value) {
    return varint(field, value ? 1 : 0);
  }

  /** A byte string. */
  public ProtobufWriter bytes(int field, byte[] value) {
    return bytes(field, value, 0, value.length);
  }

  /** A byte string taken from a range. */
  public ProtobufWriter bytes(int field, byte[] source, int offset, int length) {
    tag(field, WireType.LENGTH_DELIMITED);
    rawVarint(length);
    reserve(length);
    System.arraycopy(source, offset, buffer, size, length);
    size += length;
    return this;
  }

  /** A text, as UTF-8. */
  public ProtobufWriter string(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** A message inside the message, already encoded. */
  public ProtobufWriter message(int field, byte[] encoded) {
    return bytes(field, encoded);
  }

  /** A message inside the message. */
  public ProtobufWriter message(int field, ProtobufWriter message) {
    return bytes(field, message.buffer, 0, message.size);
  }

  /** Bytes written so far. */
  public int size() {
    return size;
  }

  /** A copy of what was written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(buffer, size);
  }

  private void tag(int field, WireType type) {
    if (field < 1 || field > MAX_FIELD) {
      throw new IllegalArgumentException("no field number: " + field);
    }
    rawVarint((long) field << 3 | type.code());
  }

  private void rawVarint(long value) {
    reserve(MAX_VARINT_BYTES);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      buffer[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
  }

  private void reserve(int more) {
    if (more > buffer.length - size) {
      int needed = Math.addExact(size, more);
      buffer = Arrays.copyOf(buffer, (int) Math.max(needed, Math.min(2L * buffer.length, 1 << 30)));
    }
  }
}
