package io.grapevine.worker;

import io.grapevine.job.DeclineReason;
import io.grapevine.job.OfferId;
import io.grapevine.job.RefusalReason;

/** What happened at the worker's desk, for meters and logs. */
public sealed interface WorkerReport {
  /** A slot is held for a bid. */
  record Reserved(OfferId offer) implements WorkerReport {}

  /** A held slot is free again: rejected, expired, or turned into an attempt. */
  record Released(OfferId offer, Cause cause) implements WorkerReport {}

  /** An offer was answered with a refusal. */
  record Refused(OfferId offer, RefusalReason reason) implements WorkerReport {}

  /** An offer was left to others without a word. */
  record Skipped(OfferId offer, Silence why) implements WorkerReport {}

  /** Why a worker says nothing. */
  enum Silence {
    /** It is not in the sample. */
    NOT_SAMPLED,
    /** It is busy or does not suit, and enough such workers answer. */
    BUSY,
    /** The requester has chosen, or the job is over. */
    CLOSED,
    /** Too many offers come from this requester. */
    TOO_OFTEN
  }

  /** An award was turned away. */
  record Declined(Assignment assignment, DeclineReason reason) implements WorkerReport {}

  /** An attempt has to wait for a slot. */
  record Queued(Assignment assignment) implements WorkerReport {}

  /** A handler was started. */
  record RunStarted(Assignment assignment) implements WorkerReport {}

  /** A handler ended. */
  record RunEnded(Assignment assignment, boolean succeeded) implements WorkerReport {}

  /** A result was dropped before it was acknowledged. */
  record ResultExpired(Assignment assignment) implements WorkerReport {}

  /** Why a reservation ended. */
  enum Cause {
    /** It became an attempt. */
    AWARDED,
    /** The requester chose another worker. */
    REJECTED,
    /** Its time was over, a newer round took its place, or the worker is about to stop. */
    EXPIRED
  }
}
