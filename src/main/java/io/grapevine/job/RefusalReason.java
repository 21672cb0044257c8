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
  TOO_MANY_OFFERS,
  /** It does not meet a hard requirement of the job. */
  UNSUITABLE;

  /** Whether the same worker may bid for the same job a little later. */
  public boolean isPassing() {
    return switch (this) {
      case BUSY, TOO_MANY_OFFERS -> true;
      case NOT_ALLOWED, PAYLOAD_TOO_LARGE, SHUTTING_DOWN, UNSUITABLE -> false;
    };
  }

  /** Whether the same worker will refuse the same job however often it is asked. */
  public boolean isFinal() {
    return switch (this) {
      case NOT_ALLOWED, PAYLOAD_TOO_LARGE, UNSUITABLE -> true;
      case BUSY, TOO_MANY_OFFERS, SHUTTING_DOWN -> false;
    };
  }
}
