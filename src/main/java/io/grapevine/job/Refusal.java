package io.grapevine.job;

import io.grapevine.libp2p.peer.PeerId;

/**
 * A worker's answer that it will not do a job, so that the client can be told why nobody came.
 *
 * @param detail a sentence for people; may be empty, at most 200 characters
 */
public record Refusal(OfferId offer, PeerId worker, RefusalReason reason, String detail) {}
