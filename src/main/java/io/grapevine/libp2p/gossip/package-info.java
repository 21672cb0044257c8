/**
 * GossipSub 1.0 to 1.2 as a pure state machine: {@link io.grapevine.libp2p.gossip.GossipRouter}
 * takes events and the time and answers with effects; it owns no clock, thread, socket or source of
 * randomness. Its parts stand alone and are tested alone: {@link
 * io.grapevine.libp2p.gossip.MessageCache}, {@link io.grapevine.libp2p.gossip.SeenCache}, {@link
 * io.grapevine.libp2p.gossip.BackoffTable}, {@link io.grapevine.libp2p.gossip.GossipPromises},
 * {@link io.grapevine.libp2p.gossip.PeerScores} and the validations under way. Beside the router
 * live the wire form of an RPC ({@link io.grapevine.libp2p.gossip.RpcDecoder}, {@link
 * io.grapevine.libp2p.gossip.RpcEncoder}) and the signing form of a message ({@link
 * io.grapevine.libp2p.gossip.MessageSigner}, {@link io.grapevine.libp2p.gossip.SignatureCheck}).
 * Letters such as D or P4 are those of the specification (libp2p specs, "pubsub/gossipsub").
 */
@NullMarked
package io.grapevine.libp2p.gossip;

import org.jspecify.annotations.NullMarked;
