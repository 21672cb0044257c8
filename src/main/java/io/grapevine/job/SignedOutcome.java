package io.grapevine.job;

/**
 * An outcome with the requester's signature, as it went over the wire.
 *
 * @param envelope the signed form, which may hold other outcomes too; signature and signer have
 *     been checked against the outcome's requester
 * @param place of the outcome in its envelope, counted from 0
 */
public record SignedOutcome(Outcome outcome, Bytes envelope, int place) {
  /** The only outcome of its envelope, or the first. */
  public SignedOutcome(Outcome outcome, Bytes envelope) {
    this(outcome, envelope, 0);
  }
}
