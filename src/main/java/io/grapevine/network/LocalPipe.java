package io.grapevine.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** One direction of a stream inside this peer: a bounded queue of bytes that can end or break. */
final class LocalPipe {
  /** Bytes that wait to be read, at most. */
  static final int CAPACITY = 64 << 10;

  private static final Duration WAIT_DEFAULT = Duration.ofSeconds(30);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final byte[] ring = new byte[CAPACITY];
  private int start;
  private int count;
  private boolean ended;
  private boolean broken;
  private boolean discarding;
  private volatile Duration readWait = WAIT_DEFAULT;
  private volatile Duration writeWait = WAIT_DEFAULT;

  void readTimeout(Duration wait) {
    readWait = wait;
  }

  void writeTimeout(Duration wait) {
    writeWait = wait;
  }

  /** No more is written; what is inside can still be read. */
  void end() {
    change(() -> ended = true);
  }

  /** What is written from now on is dropped. */
  void discard() {
    change(
        () -> {
          discarding = true;
          count = 0;
        });
  }

  /** Neither side can go on. */
  void breakDown() {
    change(() -> broken = true);
  }

  InputStream input() {
    return new Input();
  }

  OutputStream output() {
    return new Output();
  }

  private int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    lock.lock();
    try {
      awaitUntil(() -> count > 0, readWait, "read");
      if (count == 0) {
        return -1;
      }
      int taken = Math.min(Math.min(length, count), CAPACITY - start);
      System.arraycopy(ring, start, into, offset, taken);
      start = (start + taken) % CAPACITY;
      count -= taken;
      changed.signalAll();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private int write(byte[] from, int offset, int length) throws IOException {
    lock.lock();
    try {
      awaitUntil(() -> count < CAPACITY, writeWait, "write");
      if (ended) {
        throw new IOException("the stream is closed for writing");
      }
      if (discarding) {
        return length;
      }
      int end = (start + count) % CAPACITY;
      int put = Math.min(Math.min(length, CAPACITY - count), CAPACITY - end);
      System.arraycopy(from, offset, ring, end, put);
      count += put;
      changed.signalAll();
      return put;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a condition or for an end of any kind. */
  private void awaitUntil(BooleanSupplier condition, Duration limit, String what)
      throws IOException {
    long left = limit.toNanos();
    try {
      while (!condition.getAsBoolean() && !ended && !broken && !discarding) {
        if (left <= 0) {
          throw new SocketTimeoutException("nothing to " + what + " in time");
        }
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      InterruptedIOException translated = new InterruptedIOException("interrupted");
      translated.initCause(interrupted);
      throw translated;
    }
    if (broken) {
      throw new IOException("the stream was reset");
    }
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private final class Input extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return LocalPipe.this.read(into, offset, length);
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      int done = 0;
      while (done < length) {
        done += LocalPipe.this.write(from, offset + done, length - done);
      }
    }
  }
}
