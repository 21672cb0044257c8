/**
 * A second adapter of {@link io.grapevine.network.PeerNetwork}, on the library jvm-libp2p: {@link
 * io.grapevine.jvmlibp2p.JvmLibp2pNetwork}. It is compiled by the Maven profile of that name only.
 *
 * <p>{@code ChannelStream} makes a blocking stream of a Netty channel: {@code ReceiveQueue} holds
 * what came in, {@code SendGate} holds the writer back, told by {@code FrameWatch} what has left.
 * {@code ServedProtocol} and {@code OpenedProtocol} are the two ends of a negotiation; {@code
 * Gossiping} is publish and subscribe; {@code Acquaintances} remembers addresses and software of
 * other peers.
 */
@NullMarked
package io.grapevine.jvmlibp2p;

import org.jspecify.annotations.NullMarked;
