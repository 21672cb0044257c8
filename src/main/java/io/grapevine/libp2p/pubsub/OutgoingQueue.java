package io.grapevine.libp2p.pubsub;

import io.grapevine.libp2p.gossip.MessageId;
import io.grapevine.libp2p.gossip.QueueLimits;
import io.grapevine.libp2p.gossip.Rpc;
import io.grapevine.libp2p.resources.ByteAccount;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits to be written to one peer: control in front of messages, both bounded. When there are
 * too many messages the oldest one goes of the author who has the most, since a late copy is worth
 * less than a fresh one; when there is too much control the queue breaks, because losing some of it
 * would leave the two sides with different ideas of each other, and a new stream makes them agree
 * again. The bytes of messages are taken from memory that is shared with the queues of other peers;
 * where that is used up, even the only message goes.
 */
final class OutgoingQueue {

  /** Messages taken at a time, so that control that comes meanwhile need not wait long. */
  private static final int BATCH_MESSAGES = 16;

  private final QueueLimits limits;
  private final ByteAccount memory;
  private final Runnable dropped;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Rpc> controls = new ArrayDeque<>();
  private final WaitingMessages messages = new WaitingMessages();
  private int stream;
  private long lastTaken;

  /** Whether the writer lets some time pass, so that copies find company. */
  private boolean pausing;

  private boolean accepting;
  private boolean broken;

  /** The stream is to be left once all is written that waits. */
  private boolean leaving;

  /**
   * @param memory for messages; closed with the queue
   * @param dropped called for every message that goes for want of room
   */
  OutgoingQueue(QueueLimits limits, ByteAccount memory, Runnable dropped) {
    this.memory = memory;
    this.limits = limits;
    this.dropped = dropped;
    this.lastTaken = System.nanoTime() - limits.copyPace().toNanos();
  }

  /** Begins to take in for a new stream. */
  void accept() {
    lock.lock();
    try {
      clear();
      accepting = !broken;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gets ready for another stream; nothing is taken in before {@link #accept}.
   *
   * @return the stream's number, for {@link #breakOff(int)}
   */
  int renew() {
    lock.lock();
    try {
      clear();
      accepting = false;
      broken = false;
      leaving = false;
      stream++;
      return stream;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the stream, whichever it is: whoever takes is woken. */
  void breakOff() {
    lock.lock();
    try {
      clear();
      accepting = false;
      broken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the stream with this number; a later one is left alone. */
  void breakOff(int ended) {
    lock.lock();
    try {
      if (ended == stream) {
        breakOff();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The stream with this number is to be left once nothing waits any more. */
  void leave(int left) {
    lock.lock();
    try {
      if (left == stream && !broken) {
        leaving = true;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether the stream was left, which ends with it; what comes from now on waits for the next one.
   */
  boolean takeLeft() {
    lock.lock();
    try {
      boolean left = leaving && !broken;
      leaving = false;
      stream += left ? 1 : 0;
      return left;
    } finally {
      lock.unlock();
    }
  }

  /** The number of the stream that follows one that was left. */
  int number() {
    lock.lock();
    try {
      return stream;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Begins a stream that follows one that was left: messages that wait are kept, while control is
   * not, for the hello that comes now says it all.
   */
  void resume() {
    lock.lock();
    try {
      controls.clear();
      accepting = !broken;
    } finally {
      lock.unlock();
    }
  }

  void addControl(Rpc rpc) {
    lock.lock();
    try {
      if (!accepting) {
        return;
      }
      if (controls.size() >= limits.outgoingControlsMax()) {
        breakOff();
        return;
      }
      controls.add(rpc);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Adds a message; false if there is no stream. For want of room the author loses who has the most
   * waiting.
   */
  boolean addMessage(OutgoingMessage message) {
    int surplus = 0;
    lock.lock();
    try {
      if (!accepting) {
        return false;
      }
      messages.add(message);
      if (messages.size() > limits.outgoingMessagesMax()) {
        messages.loseOneOfMany();
        surplus++;
      }
      while ((messages.bytes() > limits.outgoingBytesMax() && messages.size() > 1)
          || (!messages.isEmpty() && !memory.allows(messages.bytes()))) {
        messages.loseOneOfLarge();
        surplus++;
      }
      memory.settle(messages.bytes());
      if (!pausing || isUrgent()) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
    for (; surplus > 0; surplus--) {
      dropped.run();
    }
    return true;
  }

  /** The peer has a message: a copy of it that waits is not sent. */
  void withdraw(MessageId message) {
    lock.lock();
    try {
      messages.removeCopy(message);
      memory.settle(messages.bytes());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for something to write.
   *
   * @return all control and some messages; both empty when the queue was broken off, or the stream
   *     is to be left
   */
  Batch take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      awaitWork();
      List<Rpc> control = new ArrayList<>(controls);
      controls.clear();
      List<OutgoingMessage> some = new ArrayList<>(Math.min(messages.size(), BATCH_MESSAGES));
      while (!messages.isEmpty() && some.size() < BATCH_MESSAGES) {
        some.add(messages.remove());
      }
      memory.settle(messages.bytes());
      lastTaken = System.nanoTime();
      return new Batch(control, some, messages.isEmpty());
    } finally {
      lock.unlock();
    }
  }

  private void awaitWork() throws InterruptedException {
    while (!isUrgent()) {
      long left = lastTaken + limits.copyPace().toNanos() - System.nanoTime();
      if (left > 0) {
        pausing = true;
        changed.awaitNanos(left);
        pausing = false;
      } else if (messages.isEmpty()) {
        changed.await();
      } else {
        return;
      }
    }
  }

  /** Whether the writer is to come at once: for the stream's end, or for more than a few copies. */
  private boolean isUrgent() {
    return broken
        || leaving
        || !controls.isEmpty()
        || !messages.areCopies()
        || messages.size() >= BATCH_MESSAGES;
  }

  private void clear() {
    controls.clear();
    messages.clear();
    memory.settle(0);
  }

  /** Gives the shared memory back for good. */
  void close() {
    lock.lock();
    try {
      breakOff();
      memory.close();
    } finally {
      lock.unlock();
    }
  }

  /**
   * What is to be written next.
   *
   * @param last whether the queue was empty afterwards, so that it is time to flush
   */
  record Batch(List<Rpc> controls, List<OutgoingMessage> messages, boolean last) {

    boolean broken() {
      return controls.isEmpty() && messages.isEmpty();
    }
  }
}
