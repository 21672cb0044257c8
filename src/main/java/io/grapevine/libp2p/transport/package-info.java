/**
 * From sockets to multiplexed streams: dials and accepts TCP, upgrades a socket
 * (multistream-select, Noise, Yamux), and drives the Yamux session of each connection with one
 * reading and one writing virtual thread. Calls block and have deadlines. Measured against Netty
 * before it was chosen; the figures stand in the history of this package.
 *
 * <p>The reading thread never writes, so two peers cannot block each other by both waiting to
 * write. Threads of applications never touch the socket, because interrupting a virtual thread
 * inside a socket call closes the socket, and with it everybody's streams.
 */
@NullMarked
package io.grapevine.libp2p.transport;

import org.jspecify.annotations.NullMarked;
