package io.grapevine.libp2p.yamux;

/**
 * Bytes in order: a ring that grows by doubling and gives a large array back when it runs empty. It
 * has no limit of its own; callers compare with theirs before they write.
 */
final class ByteQueue {
  private static final byte[] NOTHING = {};
  private static final int SMALLEST = 512;

  /**
   * An empty queue keeps its array up to this size, so that a stream in use does not allocate again
   * and again.
   */
  private static final int KEPT_WHEN_EMPTY = 4096;

  private byte[] ring = NOTHING;
  private int head;
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void write(byte[] source, int offset, int length) {
    if (ring.length - size < length) {
      grow(size + length);
    }
    int tail = head + size;
    if (tail >= ring.length) {
      tail -= ring.length;
    }
    int first = Math.min(length, ring.length - tail);
    System.arraycopy(source, offset, ring, tail, first);
    System.arraycopy(source, offset + first, ring, 0, length - first);
    size += length;
  }

  /** Moves up to {@code length} bytes out and returns how many. */
  int read(byte[] target, int offset, int length) {
    int count = Math.min(length, size);
    int first = Math.min(count, ring.length - head);
    System.arraycopy(ring, head, target, offset, first);
    System.arraycopy(ring, 0, target, offset + first, count - first);
    head += count;
    if (head >= ring.length) {
      head -= ring.length;
    }
    size -= count;
    if (size == 0) {
      clear();
    }
    return count;
  }

  void clear() {
    head = 0;
    size = 0;
    if (ring.length > KEPT_WHEN_EMPTY) {
      ring = NOTHING;
    }
  }

  private void grow(int needed) {
    int length = Math.max(SMALLEST, ring.length);
    while (length < needed) {
      length *= 2;
    }
    byte[] larger = new byte[length];
    int count = size;
    int first = Math.min(count, ring.length - head);
    System.arraycopy(ring, head, larger, 0, first);
    System.arraycopy(ring, 0, larger, first, count - first);
    ring = larger;
    head = 0;
  }
}
