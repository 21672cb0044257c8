package io.grapevine.coordination;

import io.grapevine.job.SignedOutcome;
import java.time.Instant;

/**
 * An outcome that reached this peer.
 *
 * @param position counts from 1 in the order in which they were heard
 */
public record HeardOutcome(long position, Instant heardAt, SignedOutcome signed) {}
