package io.grapevine.job;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry in the history of a job. The history is what is journalled; {@link Job} is folded from
 * it.
 */
public sealed interface JobEvent {
  /** Whose history. */
  JobId job();

  /** When, by the requester's clock. */
  Instant at();

  /** The job was accepted. */
  record Submitted(JobId job, Instant at, JobSpec spec, PeerId requester) implements JobEvent {}

  /**
   * A requester picked the job up again: the one that has it, after a restart, or another one that
   * takes it over.
   */
  record Resumed(JobId job, Instant at, PeerId requester) implements JobEvent {}

  /** An offer went out to so many peers; 0 means that nobody could be reached yet. */
  record OfferAnnounced(JobId job, Instant at, int round, int recipients) implements JobEvent {}

  /** A bid came in; one of the first {@value Job#ANSWERS_MAX}. */
  record BidPlaced(JobId job, Instant at, Bid bid) implements JobEvent {}

  /** A refusal came in; one of the first {@value Job#ANSWERS_MAX}. */
  record BidRefused(JobId job, Instant at, Refusal refusal) implements JobEvent {}

  /**
   * A bid was chosen; its worker is dialled.
   *
   * @param reservation that of the bid
   */
  record Awarded(
      JobId job,
      Instant at,
      AttemptId attempt,
      OfferId offer,
      PeerId worker,
      ReservationId reservation)
      implements JobEvent {}

  /**
   * The worker confirmed and the payload is on its way; or it is given up unheard and may have
   * begun, because the payload did not wait for its answer.
   */
  record AttemptStarted(JobId job, Instant at, AttemptId attempt) implements JobEvent {}

  /** The handler reported how far it is. */
  record ProgressReported(JobId job, Instant at, AttemptId attempt, Progress progress)
      implements JobEvent {}

  /**
   * An attempt is over.
   *
   * @param verdict what the handler said, if that ends the job because nobody else is to try;
   *     absent otherwise
   */
  record AttemptEnded(
      JobId job,
      Instant at,
      AttemptId attempt,
      AttemptEnd end,
      String detail,
      @Nullable Failure verdict)
      implements JobEvent {
    /** After which others may try, or which needs no other. */
    public AttemptEnded(JobId job, Instant at, AttemptId attempt, AttemptEnd end, String detail) {
      this(job, at, attempt, end, detail, null);
    }
  }

  /** The job is over. */
  record Concluded(JobId job, Instant at, Outcome outcome) implements JobEvent {}
}
