package io.grapevine.jvmlibp2p;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bytes that came in and were not read. The library gives new credit for what it has delivered,
 * read or not, so the remote cannot be held back; a queue that is full is for the caller to act on.
 */
final class ReceiveQueue extends InputStream {
  /** Unread bytes of one stream. */
  static final int BYTES_MAX = 8 << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<byte[]> chunks = new ArrayDeque<>();
  private int offset;
  private int unread;
  private boolean ended;
  private boolean broken;
  private boolean discarding;
  private volatile Duration wait = SendGate.WAIT_DEFAULT;

  void readTimeout(Duration timeout) {
    wait = timeout;
  }

  /**
   * Takes over bytes.
   *
   * @return false if there is no room for them
   */
  boolean add(byte[] bytes) {
    lock.lock();
    try {
      if (discarding || broken || bytes.length == 0) {
        return true;
      }
      if (unread + bytes.length > BYTES_MAX) {
        return false;
      }
      chunks.add(bytes);
      unread += bytes.length;
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The remote sends no more. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The stream is gone; harmless if it has ended in order before. */
  void breakDown() {
    lock.lock();
    try {
      if (!ended) {
        broken = true;
        drop();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** This side wants neither what is there nor what comes. */
  void abandon() {
    lock.lock();
    try {
      broken = true;
      drop();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What is there and what comes is dropped. */
  void discard() {
    lock.lock();
    try {
      discarding = true;
      drop();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    lock.lock();
    try {
      awaitBytes();
      byte[] chunk = chunks.peek();
      if (chunk == null) {
        return -1;
      }
      int taken = Math.min(length, chunk.length - offset);
      System.arraycopy(chunk, offset, into, from, taken);
      offset += taken;
      unread -= taken;
      if (offset == chunk.length) {
        chunks.remove();
        offset = 0;
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int available() {
    lock.lock();
    try {
      return unread;
    } finally {
      lock.unlock();
    }
  }

  private void awaitBytes() throws IOException {
    long left = wait.toNanos();
    try {
      while (chunks.isEmpty() && !ended && !broken && !discarding) {
        if (left <= 0) {
          throw new SocketTimeoutException("nothing to read within " + wait);
        }
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      InterruptedIOException translated = new InterruptedIOException("interrupted while reading");
      translated.initCause(interrupted);
      throw translated;
    }
    if (broken) {
      throw new SocketException("the stream was reset");
    }
  }

  private void drop() {
    chunks.clear();
    offset = 0;
    unread = 0;
  }
}
