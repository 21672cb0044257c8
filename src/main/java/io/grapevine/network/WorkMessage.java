package io.grapevine.network;

import io.grapevine.job.AttemptId;
import io.grapevine.job.Bytes;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.Digest;
import io.grapevine.job.Failure;
import io.grapevine.job.Progress;
import io.grapevine.job.ReservationId;
import io.grapevine.job.TraceParent;
import io.grapevine.job.WorkType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What goes over a work stream, in the order that {@code work.proto} describes. */
sealed interface WorkMessage {
  /** From the requester: this worker's bid was chosen. */
  record Award(
      AttemptId attempt,
      ReservationId reservation,
      WorkType type,
      long payloadSize,
      Digest payloadDigest,
      Duration timeLeft,
      Duration lease,
      @Nullable TraceParent trace)
      implements WorkMessage {
    /** One that is not traced. */
    Award(
        AttemptId attempt,
        ReservationId reservation,
        WorkType type,
        long payloadSize,
        Digest payloadDigest,
        Duration timeLeft,
        Duration lease) {
      this(attempt, reservation, type, payloadSize, payloadDigest, timeLeft, lease, null);
    }
  }

  /** From the worker: the payload may come. */
  record Confirmation() implements WorkMessage {}

  /** From the worker: it does not take the award. */
  record Decline(DeclineReason reason, String detail) implements WorkMessage {}

  /** From the requester: so many bytes of payload follow. */
  record Payload(String mediaType, long size) implements WorkMessage {}

  /** From the worker: it is alive and at work. */
  record Heartbeat(@Nullable Progress progress) implements WorkMessage {}

  /** From the worker: so many bytes of result follow, and this is its word for them. */
  record Result(String mediaType, long size, Bytes receipt) implements WorkMessage {}

  /**
   * From the worker: the handler failed, or was not even started.
   *
   * @param begun whether it was started
   */
  record WorkFailure(Failure failure, boolean begun) implements WorkMessage {}

  /** From the requester: the result is safe. */
  record Acknowledgement() implements WorkMessage {}

  /** From the requester: the attempt is off. */
  record Cancel(String reason) implements WorkMessage {}
}
