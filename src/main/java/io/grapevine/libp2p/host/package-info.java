/**
 * The face of the libp2p stack: {@code Host} listens, dials, keeps the table of connections, opens
 * and serves streams by protocol id, and runs Identify and Ping on every connection. Everything
 * below it (sockets, Noise, Yamux, multistream-select) stays out of sight; what comes out are
 * {@link io.grapevine.libp2p.host.Stream}s that block, with deadlines, and {@link
 * io.grapevine.libp2p.host.PeerListener} calls that speak of peers rather than of connections.
 */
@NullMarked
package io.grapevine.libp2p.host;

import org.jspecify.annotations.NullMarked;
