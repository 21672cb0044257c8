package io.grapevine.worker;

import io.grapevine.job.Content;
import io.grapevine.job.Digest;
import io.grapevine.job.Failure;
import io.grapevine.job.JobId;
import io.grapevine.job.Offer;
import io.grapevine.job.Progress;
import io.grapevine.job.ReservationId;
import io.grapevine.job.Usage;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.util.List;

/**
 * A fact that the worker's desk is told. Requesters are proven by the stream or signature on which
 * the fact came.
 */
public sealed interface WorkerEvent {

  /**
   * An offer was heard.
   *
   * @param cpu share of the processors in use, 0 to 1, measured by the driver
   * @param memory share of the memory in use, 0 to 1
   * @param capable peers that could do the work as far as this one knows, 0 if it does not
   */
  record OfferHeard(Offer offer, double cpu, double memory, int capable) implements WorkerEvent {
    /** Nothing is known of other peers. */
    public OfferHeard(Offer offer, double cpu, double memory) {
      this(offer, cpu, memory, 0);
    }
  }

  /** The requester does not need this bid any more. */
  record BidRejected(PeerId requester, ReservationId reservation) implements WorkerEvent {}

  /** The requester made it known that the job is over. */
  record JobClosed(PeerId requester, JobId job) implements WorkerEvent {}

  /**
   * A requester presents an award on a fresh work stream.
   *
   * @param assignment its job is the one of the offer for which this worker bid, or a share of the
   *     batch that was offered
   * @param timeLeft of the whole job, from receipt
   * @param lease how long the requester bears silence; heartbeats go out at a third of it
   */
  record AwardReceived(
      Assignment assignment,
      WorkType type,
      long payloadSize,
      Digest payloadDigest,
      Duration timeLeft,
      Duration lease)
      implements WorkerEvent {}

  /**
   * The payload of a confirmed award is here; its size is within the award, its digest not yet
   * compared with it.
   */
  record PayloadReceived(Assignment assignment, Content payload) implements WorkerEvent {}

  /** The handler reports how far it is. */
  record ProgressMade(Assignment assignment, Progress progress) implements WorkerEvent {}

  /** The handler is done. */
  record RunCompleted(Assignment assignment, Content result, Usage usage) implements WorkerEvent {}

  /** The handler failed, or was stopped. */
  record RunFailed(Assignment assignment, Failure failure) implements WorkerEvent {}

  /** The requester calls the attempt off. */
  record CancelReceived(Assignment assignment) implements WorkerEvent {}

  /** The work stream broke; the attempt goes on and its result is kept. */
  record RequesterLost(Assignment assignment) implements WorkerEvent {}

  /** The requester has the result. */
  record ResultAcknowledged(Assignment assignment) implements WorkerEvent {}

  /** Results of an earlier life are on disk. Told before any award can come. */
  record ResultsFound(List<StoredResult> results) implements WorkerEvent {
    /** Copies the list. */
    public ResultsFound {
      results = List.copyOf(results);
    }
  }

  /** A result that is kept is on disk. */
  record ResultStored(Assignment assignment) implements WorkerEvent {}

  /** A result that is kept could not be written to disk. */
  record ResultNotStored(Assignment assignment) implements WorkerEvent {}

  /** A result was read from disk. */
  record ResultLoaded(Assignment assignment, Content result) implements WorkerEvent {}

  /** A result is not on disk any more, or cannot be read. */
  record ResultUnreadable(Assignment assignment) implements WorkerEvent {}

  /** No new work is taken from now on, and what has not begun is given back. */
  record DrainRequested() implements WorkerEvent {}

  /** The worker stops: what still runs goes back to its requesters at once. */
  record HandBackRequested() implements WorkerEvent {}

  /** The instant that {@code nextDeadline} named has come. Spurious ones are harmless. */
  record DeadlineReached() implements WorkerEvent {}
}
