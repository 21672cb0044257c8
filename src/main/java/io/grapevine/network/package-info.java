/**
 * Jobs over libp2p: the adapter {@link io.grapevine.network.Libp2pJobNetwork} between the driver
 * and a libp2p network behind the port {@link io.grapevine.network.PeerNetwork}, of which {@link
 * io.grapevine.network.HostPeerNetwork} is the adapter on the own stack. Offers, outcomes and
 * announcements are gossiped on the topics of {@link io.grapevine.network.Topics}; bids travel on
 * long-lived streams to the requester; each attempt has a stream of its own. Everything from
 * outside passes a codec ({@code OfferCodec}, {@code BidCodec}, {@code WorkCodec}, …), which
 * answers what is not sound with a {@code MalformedException}; the messages themselves are
 * described in {@code src/main/proto/grapevine/v1}. Peers that announce themselves are dialled by
 * the {@code Introducer}, which asks {@link io.grapevine.network.introduction.Acquaintances} whom.
 */
@NullMarked
package io.grapevine.network;

import org.jspecify.annotations.NullMarked;
