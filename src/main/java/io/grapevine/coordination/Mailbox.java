package io.grapevine.coordination;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Entries for one reader from any number of writers. A full lane refuses; nobody waits to write.
 * Lower lanes wait for higher ones, except that every sixteenth entry is taken from the lowest lane
 * that has one, so that none starves.
 */
final class Mailbox {
  private static final int FAIR_SHARE = 16;
  private static final Lane[] PREFERRED = Lane.values();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Lane, Queue<Runnable>> lanes = new EnumMap<>(Lane.class);
  private final int capacity;
  private long taken;
  private boolean closed;

  /**
   * @param capacity most entries in each of the lanes that are bounded
   */
  Mailbox(int capacity) {
    this.capacity = capacity;
    for (Lane lane : PREFERRED) {
      lanes.put(lane, new ArrayDeque<>());
    }
  }

  /** Adds an entry; false if its lane is full or the mailbox is closed. */
  boolean offer(Lane lane, Runnable entry) {
    lock.lock();
    try {
      Queue<Runnable> queue = queue(lane);
      if (closed || (lane != Lane.COMMANDS && queue.size() >= capacity)) {
        return false;
      }
      queue.add(entry);
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next entry.
   *
   * @param limitNanos longest wait
   * @return null if none came in time or the mailbox is closed
   */
  @Nullable Runnable take(long limitNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = limitNanos;
      Runnable entry = poll();
      while (entry == null && !closed && left > 0) {
        left = changed.awaitNanos(left);
        entry = poll();
      }
      return entry;
    } finally {
      lock.unlock();
    }
  }

  /** Entries that wait, over all lanes. */
  int size() {
    lock.lock();
    try {
      return lanes.values().stream().mapToInt(Queue::size).sum();
    } finally {
      lock.unlock();
    }
  }

  /** Refuses everything from now on; what is inside can still be taken. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
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

  private @Nullable Runnable poll() {
    boolean lowestFirst = taken % FAIR_SHARE == FAIR_SHARE - 1;
    for (int i = 0; i < PREFERRED.length; i++) {
      Runnable entry = queue(PREFERRED[lowestFirst ? PREFERRED.length - 1 - i : i]).poll();
      if (entry != null) {
        taken++;
        return entry;
      }
    }
    return null;
  }

  private Queue<Runnable> queue(Lane lane) {
    Queue<Runnable> queue = lanes.get(lane);
    if (queue == null) {
      throw new IllegalStateException("every lane has its queue");
    }
    return queue;
  }
}
