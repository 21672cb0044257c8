package io.grapevine.worker;

import io.grapevine.job.Bid;
import io.grapevine.job.Content;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.Failure;
import io.grapevine.job.Progress;
import io.grapevine.job.Refusal;
import io.grapevine.job.Usage;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the worker's desk wants done, in this order. */
public sealed interface WorkerEffect {

  /** Answer an offer with a bid. */
  record SendBid(PeerId requester, Bid bid) implements WorkerEffect {}

  /** Answer an offer with a refusal. */
  record SendRefusal(PeerId requester, Refusal refusal) implements WorkerEffect {}

  /** Take the award; the payload may come. */
  record ConfirmAward(Assignment assignment) implements WorkerEffect {}

  /** Do not take the award; the work stream ends. */
  record DeclineAward(Assignment assignment, DeclineReason reason, String detail)
      implements WorkerEffect {}

  /**
   * Run the handler.
   *
   * @param limit after which it is interrupted
   */
  record StartRun(Assignment assignment, WorkType type, Content payload, Duration limit)
      implements WorkerEffect {}

  /** Interrupt the handler; what it still returns is ignored. */
  record StopRun(Assignment assignment) implements WorkerEffect {}

  /** Renew the lease, with progress where there is news. */
  record SendHeartbeat(Assignment assignment, @Nullable Progress progress)
      implements WorkerEffect {}

  /** Sign a receipt and deliver the result. */
  record SendResult(Assignment assignment, Content result, Usage usage) implements WorkerEffect {}

  /**
   * Deliver the failure.
   *
   * @param begun whether the handler was started
   */
  record SendFailure(Assignment assignment, Failure failure, boolean begun)
      implements WorkerEffect {}

  /** What is to be done with a result that is kept, on disk; one after the other. */
  sealed interface ResultTask extends WorkerEffect {}

  /**
   * Write it, so that it is found again after a restart; answer with {@code ResultStored} or {@code
   * ResultNotStored}.
   */
  record StoreResult(StoredResult about, Content result) implements ResultTask {}

  /** Read it; answer with {@code ResultLoaded} or {@code ResultUnreadable}. */
  record LoadResult(Assignment assignment) implements ResultTask {}

  /** Remove it. */
  record ForgetResult(Assignment assignment) implements ResultTask {}

  /** Tell observers. */
  record Report(WorkerReport report) implements WorkerEffect {}
}
