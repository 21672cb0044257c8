package io.grapevine.jvmlibp2p;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Holds a writer back while too much of what it wrote is still inside the library, which itself
 * takes everything and resets the stream when it has too much.
 */
final class SendGate {
  static final Duration WAIT_DEFAULT = Duration.ofSeconds(30);

  private final int bytesMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int underWay;
  private boolean broken;
  private boolean ending;
  private @Nullable Runnable whenEmpty;
  private volatile Duration wait = WAIT_DEFAULT;

  /** At most so many bytes may be under way. */
  SendGate(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  void writeTimeout(Duration timeout) {
    wait = timeout;
  }

  /** Waits for room, and takes it. */
  void enter(int bytes) throws IOException {
    lock.lock();
    try {
      awaitRoom();
      if (ending) {
        throw new IOException("the stream is closed for writing");
      }
      underWay += bytes;
    } finally {
      lock.unlock();
    }
  }

  /** So many bytes have reached the socket. */
  void left(int bytes) {
    Runnable next = null;
    lock.lock();
    try {
      // Not below zero: the words of the negotiation leave as well, and never came in here.
      underWay = Math.max(0, underWay - bytes);
      if (underWay == 0) {
        next = whenEmpty;
        whenEmpty = null;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (next != null) {
      next.run();
    }
  }

  /** Takes no more; runs the action once, when everything has left. */
  void end(Runnable action) {
    boolean now;
    lock.lock();
    try {
      if (ending || broken) {
        return;
      }
      ending = true;
      now = underWay == 0;
      if (!now) {
        whenEmpty = action;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (now) {
      action.run();
    }
  }

  /** Nothing leaves any more. */
  void breakDown() {
    lock.lock();
    try {
      broken = true;
      whenEmpty = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitRoom() throws IOException {
    long left = wait.toNanos();
    try {
      while (underWay >= bytesMax && !broken && !ending) {
        if (left <= 0) {
          throw new SocketTimeoutException("no room to write within " + wait);
        }
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      InterruptedIOException translated = new InterruptedIOException("interrupted while writing");
      translated.initCause(interrupted);
      throw translated;
    }
    if (broken) {
      throw new SocketException("the stream was reset");
    }
  }
}
