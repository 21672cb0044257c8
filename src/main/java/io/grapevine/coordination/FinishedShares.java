package io.grapevine.coordination;

import io.grapevine.job.JobId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Which shares of a batch are over, in the order in which they ended. For many threads. */
final class FinishedShares {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<JobId> shares = new ArrayList<>();
  private boolean complete;

  void add(JobId share) {
    lock.lock();
    try {
      shares.add(share);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** No more will come. */
  void complete() {
    lock.lock();
    try {
      complete = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isComplete() {
    lock.lock();
    try {
      return complete;
    } finally {
      lock.unlock();
    }
  }

  int count() {
    lock.lock();
    try {
      return shares.size();
    } finally {
      lock.unlock();
    }
  }

  /** The share at this place; empty if none comes there within the limit, or ever. */
  Optional<JobId> await(int place, Duration limit) throws InterruptedException {
    long left = limit.toNanos();
    lock.lockInterruptibly();
    try {
      while (shares.size() <= place && !complete && left > 0) {
        left = changed.awaitNanos(left);
      }
      return place < shares.size() ? Optional.of(shares.get(place)) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }
}
