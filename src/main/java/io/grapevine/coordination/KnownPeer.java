package io.grapevine.coordination;

import io.grapevine.job.Announcement;
import java.time.Instant;

/**
 * A peer of which this one has heard.
 *
 * @param lastSeen when its latest announcement came
 * @param self whether it is this peer
 */
public record KnownPeer(Announcement announcement, Instant lastSeen, boolean self) {}
