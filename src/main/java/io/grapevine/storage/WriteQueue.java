package io.grapevine.storage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The writes that wait for the writer, in order; bounded by number and by bytes. */
final class WriteQueue {
  /** Most writes in one transaction. */
  static final int GROUP_MAX = 512;

  /** Bytes after which a group takes no further write. */
  static final long GROUP_BYTES_MAX = 8L << 20;

  /** Writes of a group from which on there is a crowd, for which it pays to wait a moment. */
  static final int CROWD = 8;

  /** That moment, a fraction of what a job takes in a crowd. */
  private static final long GATHERING_NANOS = 1_000_000;

  /** How long writes for which nobody waits are kept for the company of one that is awaited. */
  private static final long RIDE_NANOS = 5_000_000;

  private final int writesMax;
  private final long bytesMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Condition gathered = lock.newCondition();
  private final Queue<Waiting> queue = new ArrayDeque<>();
  private long bytes;
  private int awaited;
  private boolean closed;

  WriteQueue(int writesMax, long bytesMax) {
    this.writesMax = writesMax;
    this.bytesMax = bytesMax;
  }

  /**
   * Takes a write in unless there is no room.
   *
   * @param share of the room, from 0 to 1, that may be taken by this write and all before it
   */
  boolean offer(Waiting waiting, double share) {
    lock.lock();
    try {
      boolean full =
          queue.size() >= writesMax * share
              || (!queue.isEmpty() && bytes + waiting.size() > bytesMax * share);
      if (closed || full) {
        return false;
      }
      queue.add(waiting);
      bytes += waiting.size();
      awaited += waiting.isAwaited() ? 1 : 0;
      filled.signal();
      if (queue.size() == GROUP_MAX || (waiting.isAwaited() && awaited == 1)) {
        gathered.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next group, as soon as there is anything that somebody waits for, or soon after there is
   * anything else; empty only when nothing will ever come again.
   *
   * @param crowded whether the last group was large, so that this one may gather for a moment
   */
  List<Waiting> next(boolean crowded) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (queue.isEmpty() && !closed) {
        filled.await();
      }
      long left = crowded ? GATHERING_NANOS : RIDE_NANOS;
      while (left > 0 && (crowded || awaited == 0) && queue.size() < GROUP_MAX && !closed) {
        left = gathered.awaitNanos(left);
      }
      List<Waiting> group = new ArrayList<>();
      long taken = 0;
      while (!queue.isEmpty() && group.size() < GROUP_MAX && taken < GROUP_BYTES_MAX) {
        Waiting waiting = queue.remove();
        bytes -= waiting.size();
        taken += waiting.size();
        awaited -= waiting.isAwaited() ? 1 : 0;
        group.add(waiting);
      }
      return group;
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing in any more; what waits can still be had. */
  void close() {
    lock.lock();
    try {
      closed = true;
      filled.signalAll();
      gathered.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * A write and its size when it came in.
   *
   * @param isAwaited whether something is held up until the write is durable
   * @param done told when it is
   */
  record Waiting(Write write, long size, boolean isAwaited, CompletableFuture<Void> done) {}
}
