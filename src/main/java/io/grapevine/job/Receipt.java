package io.grapevine.job;

import io.grapevine.libp2p.peer.PeerId;

/**
 * A worker's signed statement of what it did, carried inside the outcome so that nobody has to
 * believe the requester.
 *
 * @param attempt which try
 * @param requester for whom
 * @param worker who did it and signs
 * @param result digest of what was delivered
 * @param usage what it cost
 * @param envelope the signed form, as the worker sent it
 */
public record Receipt(
    AttemptId attempt,
    PeerId requester,
    PeerId worker,
    Digest result,
    Usage usage,
    Bytes envelope) {}
