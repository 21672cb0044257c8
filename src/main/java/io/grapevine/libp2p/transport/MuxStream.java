package io.grapevine.libp2p.transport;

import io.grapevine.libp2p.yamux.YamuxStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A blocking stream over a {@link MuxConnection}. One thread may read while another writes; all
 * state is in the Yamux session, under the lock of the connection.
 */
public final class MuxStream {
  /** The time-out of reads and writes until another is set. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  private final MuxConnection connection;
  private final ReentrantLock lock;
  private final YamuxStream yamux;
  private final Condition readable;
  private final Condition writeable;
  private final InputStream input = new StreamInput(this);
  private final OutputStream output = new StreamOutput(this);
  private volatile long readTimeoutNanos = DEFAULT_TIMEOUT.toNanos();
  private volatile long writeTimeoutNanos = DEFAULT_TIMEOUT.toNanos();

  private volatile Runnable onEnd = () -> {};
  private boolean over;

  /**
   * When the remote must have ended its direction, in nanoseconds of the monotonic clock; set by
   * close.
   */
  long closeDeadline;

  MuxStream(MuxConnection connection, ReentrantLock lock, YamuxStream yamux) {
    this.connection = connection;
    this.lock = lock;
    this.yamux = yamux;
    this.readable = lock.newCondition();
    this.writeable = lock.newCondition();
  }

  /** The connection that carries the stream. */
  public MuxConnection connection() {
    return connection;
  }

  /** Whether this side opened the stream. */
  public boolean outbound() {
    return yamux.outbound();
  }

  public InputStream input() {
    return input;
  }

  public OutputStream output() {
    return output;
  }

  /** Bytes that are taken from a new stream in any case before a write may wait. */
  public int promptBytes() {
    return yamux.promptBytes();
  }

  /** The longest that one read waits; 30 s until it is changed. */
  public void readTimeout(Duration timeout) {
    readTimeoutNanos = timeout.toNanos();
  }

  /** The longest that one write waits; 30 s until it is changed. */
  public void writeTimeout(Duration timeout) {
    writeTimeoutNanos = timeout.toNanos();
  }

  /** What to do, briefly, once both directions have ended; at once if they have already. */
  public void onEnd(Runnable action) {
    boolean already;
    lock.lock();
    try {
      already = over;
      onEnd = action;
    } finally {
      lock.unlock();
    }
    if (already) {
      action.run();
    }
  }

  /** Both directions ended; called with the lock held. */
  void markOver() {
    over = true;
    wakeReader();
    wakeWriter();
  }

  /** Tells the owner, after the lock was released. */
  void tellOwner() {
    onEnd.run();
  }

  /** Agrees to serve an inbound stream. */
  public void accept() {
    lock.lock();
    try {
      yamux.accept();
    } finally {
      connection.release();
    }
  }

  /** Flushes and ends our direction. */
  public void closeWrite() throws IOException {
    lock.lock();
    try {
      checkNotReset();
      yamux.finish();
      connection.wakeWriter();
    } finally {
      connection.release();
    }
  }

  /** Ends both directions at once. */
  public void reset() {
    lock.lock();
    try {
      yamux.reset();
      connection.forget(yamux);
      connection.wakeWriter();
    } finally {
      connection.release();
    }
  }

  /**
   * Ends our direction and drops what still comes; the connection resets the stream if that goes on
   * for too long.
   */
  public void close() {
    lock.lock();
    try {
      yamux.finish();
      yamux.discardInput();
      connection.wakeWriter();
      if (!yamux.remoteFinished() && !yamux.isReset()) {
        connection.awaitEnd(this);
      }
      wakeReader();
      wakeWriter();
    } finally {
      connection.release();
    }
  }

  int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    lock.lock();
    try {
      long left = readTimeoutNanos;
      while (true) {
        int count = yamux.read(target, offset, length);
        if (count > 0) {
          connection.wakeWriter();
          return count;
        }
        if (!yamux.endedInOrder()) {
          checkNotReset();
        }
        if (count == YamuxStream.END) {
          return -1;
        }
        // What was written so far may be what the remote waits for before it answers.
        yamux.flush();
        connection.wakeWriter();
        left = await(readable, left, "read");
      }
    } finally {
      connection.release();
    }
  }

  int available() {
    lock.lock();
    try {
      return yamux.available();
    } finally {
      connection.release();
    }
  }

  void write(byte[] source, int offset, int length) throws IOException {
    lock.lock();
    try {
      long left = writeTimeoutNanos;
      int position = offset;
      int end = offset + length;
      while (position < end) {
        checkNotReset();
        if (yamux.finishing()) {
          throw new SocketException("our direction of the stream is closed");
        }
        int count = yamux.write(source, position, end - position);
        position += count;
        if (position < end) {
          connection.wakeWriter();
          left = count > 0 ? writeTimeoutNanos : left;
          left = await(writeable, left, "write");
        }
      }
    } finally {
      connection.release();
    }
  }

  void flush() throws IOException {
    lock.lock();
    try {
      checkNotReset();
      yamux.flush();
      connection.wakeWriter();
    } finally {
      connection.release();
    }
  }

  // The callers loop.
  @SuppressWarnings("WaitNotInLoop")
  private static long await(Condition condition, long nanos, String what) throws IOException {
    if (nanos <= 0) {
      throw new SocketTimeoutException(what + " timed out");
    }
    try {
      return condition.awaitNanos(nanos);
    } catch (InterruptedException e) {
      throw Interruptions.asIoException(e);
    }
  }

  private void checkNotReset() throws SocketException {
    if (yamux.isReset()) {
      throw new SocketException("stream was reset");
    }
  }

  YamuxStream yamux() {
    return yamux;
  }

  void wakeReader() {
    readable.signalAll();
  }

  void wakeWriter() {
    writeable.signalAll();
  }

  @Override
  public String toString() {
    return yamux + " of " + connection;
  }
}
