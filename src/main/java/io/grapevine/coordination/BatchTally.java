package io.grapevine.coordination;

import io.grapevine.job.BatchItem;
import io.grapevine.job.Delivery;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.ItemLine;
import io.grapevine.job.JobSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of each item of a batch, share by share. Decides which lines are the last word on
 * their items, and which items go into a further share. Shares that are told again in the order in
 * which they ended give the same lines again.
 */
final class BatchTally {
  private static final Failure LEFT_OUT =
      Failure.transientFailure(FailureCode.WORK_FAILED, "the worker did not say what became of it");

  private final int[] attempts;
  private final boolean[] settled;
  private final int attemptsMax;
  private int succeeded;
  private int failed;

  BatchTally(JobSpec batch, int items) {
    attempts = new int[items + 1];
    settled = new boolean[items + 1];
    attemptsMax = batch.delivery() == Delivery.AT_MOST_ONCE ? 1 : batch.maxAttempts();
  }

  /**
   * What a worker said about the items of a share. A share of which nothing was done counts as
   * tried, so that nobody can send items round for ever. Workers that had the share before and were
   * lost may have tried any of its items.
   *
   * @param starts of the share at workers, the one that delivered included
   * @return the lines that are final
   */
  List<ItemLine> delivered(Collection<BatchItem> share, Collection<ItemLine> lines, int starts) {
    Map<Integer, ItemLine> byItem = new HashMap<>();
    lines.forEach(line -> byItem.putIfAbsent(line.item(), line));
    boolean idle = byItem.values().stream().allMatch(line -> line.kind() == ItemLine.Kind.DEFERRED);
    List<ItemLine> last = new ArrayList<>();
    for (BatchItem item : share) {
      attempts[item.number()] += Math.max(0, starts - 1);
      ItemLine line = byItem.get(item.number());
      if (line == null || (idle && line.kind() == ItemLine.Kind.DEFERRED)) {
        settle(ItemLine.failed(item.number(), LEFT_OUT), last);
      } else {
        settle(line, last);
      }
    }
    return last;
  }

  /** A share came to a bad end, which all its items share. */
  List<ItemLine> failed(Collection<BatchItem> share, Failure failure) {
    List<ItemLine> last = new ArrayList<>();
    for (BatchItem item : share) {
      conclude(ItemLine.failed(item.number(), failure), last);
    }
    return last;
  }

  /** No further share will be begun: this is the end of all items that are not settled. */
  List<ItemLine> abandon(Failure failure) {
    List<ItemLine> last = new ArrayList<>();
    for (int item = 1; item < settled.length; item++) {
      if (!settled[item]) {
        conclude(ItemLine.failed(item, failure), last);
      }
    }
    return last;
  }

  /** Whether nothing more is to be said about this item. */
  boolean isSettled(int item) {
    return settled[item];
  }

  /** Which attempt the next one would be. */
  int nextAttempt(int item) {
    return attempts[item] + 1;
  }

  /** How often the item may still be tried, at least once. */
  int attemptsLeft(int item) {
    return Math.max(1, attemptsMax - attempts[item]);
  }

  int succeeded() {
    return succeeded;
  }

  int failed() {
    return failed;
  }

  boolean isComplete() {
    return succeeded + failed == settled.length - 1;
  }

  private void settle(ItemLine line, List<ItemLine> last) {
    if (line.kind() == ItemLine.Kind.DEFERRED) {
      return;
    }
    boolean again = line.kind() == ItemLine.Kind.RETRYABLE && ++attempts[line.item()] < attemptsMax;
    if (!again) {
      conclude(line, last);
    }
  }

  private void conclude(ItemLine line, List<ItemLine> last) {
    if (settled[line.item()]) {
      return;
    }
    settled[line.item()] = true;
    if (line.kind() == ItemLine.Kind.SUCCEEDED) {
      succeeded++;
    } else {
      failed++;
    }
    last.add(line);
  }
}
