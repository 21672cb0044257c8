package io.grapevine.libp2p.fuzz;

import java.util.Arrays;

/** Reads an input as a sequence of small decisions; at its end every decision is the first one. */
public final class InputCursor {

  private final byte[] input;
  private int position;

  /** Begins at the front. */
  public InputCursor(byte[] input) {
    this.input = input;
  }

  /** Whether any byte is left. */
  public boolean more() {
    return position < input.length;
  }

  /** The next byte as a number from 0 to 255. */
  public int next() {
    return position < input.length ? input[position++] & 0xff : 0;
  }

  /** A number from 0 to {@code bound - 1}, for bounds up to 256. */
  public int below(int bound) {
    return next() % bound;
  }

  /** Four bytes, big-endian. */
  public int nextInt() {
    return next() << 24 | next() << 16 | next() << 8 | next();
  }

  /** Up to so many bytes. */
  public byte[] take(int count) {
    byte[] taken = Arrays.copyOfRange(input, position, Math.min(input.length, position + count));
    position += taken.length;
    return taken;
  }

  /** All bytes that are left. */
  public byte[] rest() {
    return take(input.length);
  }
}
