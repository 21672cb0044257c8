package io.grapevine.libp2p.discovery;

import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.util.Set;

/**
 * Whom the host is in touch with at one moment.
 *
 * @param self the host itself
 * @param peers the connected peers
 * @param places addresses that need no dial, because it is known who listens there: the host
 *     itself, or a connected peer that says so and whose connection comes from that IP address
 */
record Contacts(PeerId self, Set<PeerId> peers, Set<Multiaddr> places) {}
