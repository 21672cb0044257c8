package io.grapevine.job;

/**
 * An outcome with the requester's signature, as it went over the wire.
 *
 * @param envelope the signed form; signature and signer have been checked against the outcome's
 *     requester
 */
public record SignedOutcome(Outcome outcome, Bytes envelope) {}
