package io.grapevine.coordination;

import io.grapevine.job.JobId;
import java.util.List;
import java.util.function.Consumer;

/** Opens the auctions of those jobs whose turn it is. For the loop thread only. */
final class Turns {
  private final JobQueue queue;
  private final Consumer<JobId> opening;
  private boolean underWay;

  /**
   * @param opening opens one auction; may end it, and thereby make room for others, at once
   */
  Turns(JobQueue queue, Consumer<JobId> opening) {
    this.queue = queue;
    this.opening = opening;
  }

  /** Opens as many as there is room for, one after the other however deep the caller is in it. */
  void take() {
    if (underWay) {
      return;
    }
    underWay = true;
    try {
      List<JobId> due = queue.turns();
      while (!due.isEmpty()) {
        due.forEach(opening);
        due = queue.turns();
      }
    } finally {
      underWay = false;
    }
  }
}
