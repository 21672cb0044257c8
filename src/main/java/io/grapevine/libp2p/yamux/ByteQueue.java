package io.grapevine.libp2p.yamux;

/**
 * Bytes in order: a ring that grows by doubling. An empty one keeps its array for what comes next,
 * up to a size, until {@link #trim} finds it unused. It has no limit of its own; callers compare
 * with theirs before they write.
 */
final class ByteQueue {
  private static final byte[] NOTHING = {};
  private static final int SMALLEST = 512;

  /** So large an array is kept by a queue that runs empty: one data frame and a little more. */
  private static final int KEPT_WHEN_EMPTY = 32 * 1024;

  private byte[] ring = NOTHING;
  private int head;
  private int size;
  private boolean used;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void write(byte[] source, int offset, int length) {
    used = true;
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

  /** Gives the array back if the queue is empty and nothing was written since the last call. */
  void trim() {
    if (!used && size == 0) {
      ring = NOTHING;
      head = 0;
    }
    used = false;
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
