package io.grapevine.rest.model;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.Bid;
import io.grapevine.job.Job;
import java.util.Optional;

/** What became of a bid. */
public enum BidVerdict {
  /** The round is open, nothing is decided. */
  PENDING,
  /** Its worker has the job, or delivered the result. */
  CHOSEN,
  /** Its worker was chosen and the attempt did not give a result. */
  FAILED,
  /** Another worker has the job; this one is asked when that one fails. */
  FALLBACK,
  /** It is not needed. */
  REJECTED;

  static BidVerdict of(Job job, Bid bid) {
    Optional<Job.Attempt> attempt =
        job.attempts().reversed().stream()
            .filter(one -> one.worker().equals(bid.worker()) && one.offer().equals(bid.offer()))
            .findFirst();
    if (attempt.isPresent()) {
      AttemptEnd end = attempt.get().end();
      return end == null || end == AttemptEnd.SUCCEEDED ? CHOSEN : FAILED;
    }
    return switch (job.status()) {
      case QUEUED, SOLICITING -> PENDING;
      case DIALING, RUNNING -> FALLBACK;
      case SUCCEEDED, REFUSED, FAILED, CANCELLED, EXPIRED -> REJECTED;
    };
  }
}
