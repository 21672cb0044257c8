package io.grapevine.libp2p.fuzz;

import io.grapevine.libp2p.multiformats.LengthPrefixed;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.UnsignedVarint;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Varints and length-prefixed frames: what is taken is the shortest form and no byte more, buffer
 * and stream agree, and both agree with a second, naive reader.
 */
final class VarintFuzz implements FuzzTarget {

  private static final int FRAME_MAX = 1 << 20;
  private static final long MALFORMED = -2;

  @Override
  public String name() {
    return "varint";
  }

  @Override
  public void fuzz(byte[] input) throws Exception {
    Cost.bounded(input.length, () -> check(input));
  }

  private static void check(byte[] input) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(input);
    long value = fromBuffer(in);
    Claims.equal(naive(input), value, "value");
    Claims.equal(value, fromStream(input), "value from a stream");
    if (value < 0) {
      Claims.equal(0, in.position(), "bytes taken by an error");
    } else {
      byte[] taken = Arrays.copyOf(input, in.position());
      Claims.same(taken, UnsignedVarint.encode(value), "shortest form");
      Claims.equal(taken.length, UnsignedVarint.sizeOf(value), "size");
    }
    frame(input, value, in.position());
  }

  private static void frame(byte[] input, long value, int start) throws IOException {
    boolean whole = value >= 0 && value <= FRAME_MAX && value <= input.length - start;
    try {
      byte[] message = LengthPrefixed.read(new ByteArrayInputStream(input), FRAME_MAX);
      Claims.that(whole, "a frame was read that is not there");
      Claims.same(Arrays.copyOfRange(input, start, start + (int) value), message, "message");
      Claims.same(
          Arrays.copyOf(input, start + message.length), LengthPrefixed.frame(message), "frame");
    } catch (MalformedException | EOFException e) {
      Claims.that(!whole, "a frame was refused: " + e.getMessage());
    }
  }

  private static long fromBuffer(ByteBuffer in) {
    try {
      return UnsignedVarint.tryRead(in);
    } catch (MalformedException e) {
      return MALFORMED;
    }
  }

  private static long fromStream(byte[] input) throws IOException {
    try {
      return UnsignedVarint.read(new ByteArrayInputStream(input), Long.MAX_VALUE);
    } catch (EOFException e) {
      return UnsignedVarint.INCOMPLETE;
    } catch (MalformedException e) {
      boolean cut = input.length < UnsignedVarint.MAX_BYTES && naive(input) != MALFORMED;
      return cut ? UnsignedVarint.INCOMPLETE : MALFORMED;
    }
  }

  private static long naive(byte[] input) {
    long value = 0;
    for (int i = 0; i < Math.min(9, input.length); i++) {
      value += (input[i] & 0x7fL) << (7 * i);
      if (input[i] >= 0) {
        return input[i] == 0 && i > 0 ? MALFORMED : value;
      }
    }
    return input.length < 9 ? UnsignedVarint.INCOMPLETE : MALFORMED;
  }
}
