package io.grapevine.libp2p.multiformats;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Unsigned varint as multiformats use it (multiformats/unsigned-varint): little-endian groups of
 * seven bits, at most nine bytes, so values up to 2^63 - 1, and only the shortest form. A protobuf
 * varint is more lenient and has its own reader.
 */
public final class UnsignedVarint {

  /** Most bytes of one value. */
  public static final int MAX_BYTES = 9;

  /** Answer of {@link #tryRead} when the buffer ends inside the value. */
  public static final long INCOMPLETE = -1;

  private UnsignedVarint() {}

  /** Bytes that {@code value} takes, 1 to 9. */
  public static int sizeOf(long value) {
    requireUnsigned(value);
    return value == 0 ? 1 : (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7;
  }

  /** Appends {@code value}, which must not be negative, at the buffer's position. */
  public static void write(long value, ByteBuffer out) {
    requireUnsigned(value);
    long rest = value;
    while (rest > 0x7f) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  /** The encoding of {@code value} alone. */
  public static byte[] encode(long value) {
    ByteBuffer out = ByteBuffer.allocate(sizeOf(value));
    write(value, out);
    return out.array();
  }

  /**
   * Takes one value from the buffer.
   *
   * @throws MalformedException if it is cut short, longer than nine bytes or not the shortest form
   */
  public static long read(ByteBuffer in) throws MalformedException {
    long value = tryRead(in);
    if (value == INCOMPLETE) {
      throw new MalformedException("varint is cut short");
    }
    return value;
  }

  /**
   * Takes one value from the buffer, or answers {@link #INCOMPLETE} and leaves the position where
   * it was if more bytes are needed.
   *
   * @throws MalformedException if it is longer than nine bytes or not the shortest form
   */
  public static long tryRead(ByteBuffer in) throws MalformedException {
    int start = in.position();
    long value = 0;
    for (int i = 0; i < MAX_BYTES; i++) {
      if (start + i >= in.limit()) {
        return INCOMPLETE;
      }
      byte next = in.get(start + i);
      value |= (long) (next & 0x7f) << (7 * i);
      if (next >= 0) {
        requireShortest(next, i);
        in.position(start + i + 1);
        return value;
      }
    }
    throw tooLong();
  }

  /**
   * Reads one value, meant as a length, from a stream byte by byte.
   *
   * @param limit largest value accepted
   * @throws EOFException if the stream ends before the first byte, which is an orderly end
   * @throws MalformedException if the value is above the limit, cut short, longer than nine bytes
   *     or not the shortest form
   */
  public static long read(InputStream in, long limit) throws IOException {
    long value = 0;
    for (int i = 0; i < MAX_BYTES; i++) {
      int next = in.read();
      if (next < 0) {
        throw i == 0
            ? new EOFException("end of stream")
            : new MalformedException("varint is cut short");
      }
      value |= (long) (next & 0x7f) << (7 * i);
      if (next < 0x80) {
        requireShortest(next, i);
        if (value > limit) {
          throw new MalformedException("length " + value + " is above the limit of " + limit);
        }
        return value;
      }
    }
    throw tooLong();
  }

  private static void requireShortest(int last, int index) throws MalformedException {
    if (last == 0 && index > 0) {
      throw new MalformedException("varint is not in its shortest form");
    }
  }

  private static void requireUnsigned(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("a varint cannot be negative: " + value);
    }
  }

  private static MalformedException tooLong() {
    return new MalformedException("varint is longer than " + MAX_BYTES + " bytes");
  }
}
