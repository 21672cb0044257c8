package io.grapevine.job;

/** Why a worker that knows the type of an offer does not bid. */
public enum RefusalReason {
  /** Every slot is taken or reserved. */
  BUSY,
  /** The requester is not on the worker's allow-list. */
  NOT_ALLOWED,
  /** The payload is larger than the worker takes. */
  PAYLOAD_TOO_LARGE,
  /** The worker is about to stop. */
  SHUTTING_DOWN,
  /** The requester already holds its share of this worker's reservations. */
  TOO_MANY_OFFERS
}
