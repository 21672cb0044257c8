package io.grapevine.libp2p.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Changes inputs the way a decoder dislikes: flipped bits, numbers at the edge of their range,
 * pieces cut out, doubled or borrowed from another input, and bytes that may be a length set to
 * what really follows, to one off, or to far too much.
 */
final class Mutator {

  private static final int[] EDGES = {
    0, 1, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, -1
  };

  private static final int MOST_CHANGES = 6;

  private final RandomGenerator random;
  private final List<byte[]> seeds;
  private final int maxBytes;

  Mutator(RandomGenerator random, List<byte[]> seeds, int maxBytes) {
    this.random = random;
    this.seeds = seeds;
    this.maxBytes = maxBytes;
  }

  /** A seed after a few changes. */
  byte[] next() {
    byte[] input = anySeed();
    int changes = random.nextInt(1, MOST_CHANGES + 1);
    for (int i = 0; i < changes; i++) {
      input = change(input);
    }
    return input.length > maxBytes ? Arrays.copyOf(input, maxBytes) : input;
  }

  private byte[] change(byte[] input) {
    int at = random.nextInt(input.length + 1);
    int length = random.nextInt(1, Math.max(2, Math.min(64, input.length + 1)));
    int end = Math.min(input.length, at + length);
    return switch (random.nextInt(10)) {
      case 0 -> overwrite(input, at, (byte) (1 << random.nextInt(8)), true);
      case 1 -> overwrite(input, at, (byte) random.nextInt(), false);
      case 2 -> edge(input, at);
      case 3 -> replace(input, at, end, new byte[0]);
      case 4 -> replace(input, at, at, Arrays.copyOfRange(input, at, end));
      case 5 -> replace(input, at, at, randomBytes(length));
      case 6 -> splice(input, at);
      case 7 -> overwrite(input, at, (byte) (input.length - at - random.nextInt(3)), false);
      case 8 -> repeat(input, at, end);
      default -> Arrays.copyOf(input, at);
    };
  }

  private static byte[] overwrite(byte[] input, int at, byte value, boolean flip) {
    if (at == input.length) {
      return input;
    }
    byte[] changed = input.clone();
    changed[at] = flip ? (byte) (changed[at] ^ value) : value;
    return changed;
  }

  /** Overwrites with an edge of a range, in one to four bytes of either order or as a varint. */
  private byte[] edge(byte[] input, int at) {
    long value = EDGES[random.nextInt(EDGES.length)] & 0xffff_ffffL;
    int width = random.nextInt(1, 5);
    int order = random.nextInt(3);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (order == 2) {
      for (; value > 0x7f; value >>>= 7) {
        bytes.write((int) (value | 0x80));
      }
      bytes.write((int) value);
      return replace(input, at, Math.min(input.length, at + 1), bytes.toByteArray());
    }
    for (int i = 0; i < width; i++) {
      bytes.write((int) (value >>> (8 * (order == 0 ? i : width - 1 - i))));
    }
    return replace(input, at, Math.min(input.length, at + width), bytes.toByteArray());
  }

  private byte[] splice(byte[] input, int at) {
    byte[] other = anySeed();
    int from = random.nextInt(other.length + 1);
    int to = random.nextInt(from, other.length + 1);
    int end = random.nextBoolean() ? at : Math.min(input.length, at + to - from);
    return replace(input, at, end, Arrays.copyOfRange(other, from, to));
  }

  /** Repeats a piece until the input is long: what is bounded per entry must be bounded in sum. */
  private byte[] repeat(byte[] input, int at, int end) {
    byte[] piece = Arrays.copyOfRange(input, at, end);
    if (piece.length == 0 || random.nextInt(4) > 0) {
      return input;
    }
    int times = Math.max(1, random.nextInt(maxBytes) / piece.length);
    byte[] run = new byte[times * piece.length];
    for (int i = 0; i < run.length; i++) {
      run[i] = piece[i % piece.length];
    }
    return replace(input, at, end, run);
  }

  private static byte[] replace(byte[] input, int from, int to, byte[] by) {
    byte[] changed = new byte[input.length - (to - from) + by.length];
    System.arraycopy(input, 0, changed, 0, from);
    System.arraycopy(by, 0, changed, from, by.length);
    System.arraycopy(input, to, changed, from + by.length, input.length - to);
    return changed;
  }

  private byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] anySeed() {
    return seeds.get(random.nextInt(seeds.size()));
  }
}
