package io.grapevine.coordination;

import io.grapevine.job.BatchItem;
import io.grapevine.job.Bytes;
import io.grapevine.job.ShareContent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The items of a batch that wait, and how many of them make the next share. Shares are large while
 * much is left and small at the end, so that all workers finish at about the same time (guided
 * self-scheduling, Polychronopoulos and Kuck, 1987): each takes the part of what is left that would
 * be one slot's, were everything halved first. How many items a worker did before its time was up
 * bounds the next shares.
 */
final class BatchQueue {
  /** Most items of a share. */
  static final int ITEMS_MAX = 256;

  /** Items of a share at most before it is known how long they take. */
  static final int ITEMS_FIRST = 64;

  /** Most bytes of a share; one item alone may have more. */
  static final int BYTES_MAX = 1 << 20;

  private final List<Bytes> payloads;
  private final BatchTally tally;
  private final Deque<Integer> again = new ArrayDeque<>();
  private int nextFresh = 1;
  private int sizeMax = ITEMS_FIRST;

  BatchQueue(List<Bytes> payloads, BatchTally tally) {
    this.payloads = payloads;
    this.tally = tally;
  }

  /** Items that wait. */
  int size() {
    return again.size() + payloads.size() - nextFresh + 1;
  }

  /** How many items the next share has if there are so many slots for the batch. */
  int nextShare(int slots) {
    int part = Math.ceilDiv(size(), 2 * Math.max(1, slots));
    return Math.min(part, sizeMax);
  }

  /**
   * Takes out the items of the next share; those that were given back go first. All items of a
   * share were tried equally often, so that one bound on further attempts suits all.
   */
  List<BatchItem> cut(int slots) {
    List<BatchItem> share = new ArrayList<>();
    int count = nextShare(slots);
    long bytes = 0;
    while (share.size() < count) {
      int item = again.isEmpty() ? nextFresh : again.getFirst();
      Bytes payload = payloads.get(item - 1);
      bytes += payload.size() + (long) ShareContent.OVERHEAD_MAX;
      int attempt = tally.nextAttempt(item);
      if (!share.isEmpty() && (bytes > BYTES_MAX || attempt != share.getFirst().attempt())) {
        break;
      }
      take(item);
      share.add(new BatchItem(item, attempt, payload));
    }
    return share;
  }

  /** Takes out what is under way already. */
  void remove(List<BatchItem> share) {
    share.forEach(item -> again.remove(item.number()));
  }

  /** Puts those items of a share back that are not settled. */
  void giveBack(List<BatchItem> share) {
    share.stream()
        .filter(item -> !tally.isSettled(item.number()))
        .forEach(item -> again.add(item.number()));
  }

  /** Every item waits that is not settled: so it is after a restart. */
  void restore() {
    nextFresh = payloads.size() + 1;
    again.clear();
    for (int item = 1; item <= payloads.size(); item++) {
      if (!tally.isSettled(item)) {
        again.add(item);
      }
    }
  }

  /** A worker did so many items of a share before its time was up. */
  void learn(int done, int given) {
    sizeMax = done < given ? Math.max(1, done) : Math.min(ITEMS_MAX, Math.max(sizeMax, 2 * done));
  }

  /** Nothing waits any more. */
  void clear() {
    again.clear();
    nextFresh = payloads.size() + 1;
  }

  private void take(int item) {
    if (again.isEmpty()) {
      nextFresh++;
    } else {
      again.remove(item);
    }
  }
}
