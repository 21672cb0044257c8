package io.grapevine.network;

import io.grapevine.job.Announcement;
import io.grapevine.libp2p.identity.PeerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a peer said of itself.
 *
 * @param origin where it says to be, by its own signature; absent if it does not say so that it can
 *     be read
 */
record HeardAnnouncement(Announcement announcement, @Nullable PeerRecord origin) {}
