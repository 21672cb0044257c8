/**
 * GossipSub on the streams of a host. {@link io.grapevine.libp2p.pubsub.PubSub} is the whole face:
 * subscribe with a validator and a consumer, publish and learn to how many peers the message was
 * queued.
 *
 * <p>Inside, one thread owns the router of {@code libp2p.gossip} and takes from a bounded mailbox
 * ({@link io.grapevine.libp2p.pubsub.RouterLoop}); a few threads validate ({@link
 * io.grapevine.libp2p.pubsub.Validators}); each connected peer has one stream that we write to with
 * a bounded queue in front ({@link io.grapevine.libp2p.pubsub.PeerLink}) and one that we read
 * ({@link io.grapevine.libp2p.pubsub.IncomingStreams}). A message passes from its reader to the
 * router, to a validator, which also delivers it, and back through the router to the writers.
 */
@NullMarked
package io.grapevine.libp2p.pubsub;

import org.jspecify.annotations.NullMarked;
