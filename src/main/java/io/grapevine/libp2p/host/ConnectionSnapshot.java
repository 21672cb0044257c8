package io.grapevine.libp2p.host;

import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;

/**
 * One connection at one moment.
 *
 * @param peer the proven identity of the other end
 * @param address the address of the other end, without its peer id; of an inbound connection an
 *     ephemeral one
 * @param outbound whether this host dialled
 * @param streams open streams of both directions
 * @param age time since the handshake
 */
public record ConnectionSnapshot(
    PeerId peer, Multiaddr address, boolean outbound, int streams, Duration age) {}
