package io.grapevine.job;

/** Why a worker does not take an award. */
public enum DeclineReason {
  /** It never bid for this offer, or so long ago that it forgot. */
  NO_BID,
  /** Its reservation expired and the slot went to somebody else. */
  NO_CAPACITY,
  /** It is about to stop. */
  SHUTTING_DOWN,
  /** The attempt ran here before and its result is gone; it does not run twice. */
  ALREADY_ENDED,
  /** The award does not match the offer, or the payload does not match the award. */
  INVALID
}
