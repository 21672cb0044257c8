package io.grapevine.coordination;

import io.grapevine.auction.AuctionEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;

/** What batches need of the peer. */
interface BatchSurroundings {
  /** Has something run on the loop thread later. */
  void later(Runnable action);

  /** Tells the auction of a job. */
  void tell(JobId job, AuctionEvent event);

  /** A fresh id. */
  JobId nextId();

  /**
   * Has a share wait for its turn, once it is in the journal. Waits for that; for any thread.
   *
   * @return false if there is no room for it
   */
  boolean admit(JobSpec share, JobId batch);

  /** A batch is over. */
  void over(JobSpec batch);
}
