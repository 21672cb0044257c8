/**
 * A libp2p stack that stands alone: nothing in it knows of jobs, of Spring, or of any other part of
 * Grapevine. Use {@link io.grapevine.libp2p.host.Host} and {@link
 * io.grapevine.libp2p.pubsub.PubSub}; {@code docs/libp2p.md} shows them in one program.
 *
 * <p>The packages, from the bottom: {@code multiformats} and {@code protobuf} are the encodings;
 * {@code peer} and {@code identity} say who somebody is and prove it; {@code multistream}, {@code
 * noise}, {@code yamux} and {@code gossip} are the protocols as state machines without clock,
 * thread or socket; {@code resources} keeps the accounts of what others make us hold; {@code
 * transport} turns sockets into streams; {@code host} is the face of all that, with Identify, Ping
 * and the table of connections; {@code pubsub} drives gossip over a host; {@code discovery} keeps a
 * host connected. Each has its own map in its {@code package-info}.
 */
@NullMarked
package io.grapevine.libp2p;

import org.jspecify.annotations.NullMarked;
