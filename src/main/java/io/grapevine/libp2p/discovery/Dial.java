package io.grapevine.libp2p.discovery;

import io.grapevine.libp2p.multiformats.Multiaddr;
import java.util.List;

/**
 * One dial that is to be made now.
 *
 * @param configured whether the peer is one that this host was told to join
 */
record Dial(Target target, List<Multiaddr> addresses, boolean configured) {}
