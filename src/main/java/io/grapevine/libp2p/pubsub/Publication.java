package io.grapevine.libp2p.pubsub;

import io.grapevine.libp2p.gossip.MessageId;

/**
 * What became of an own message.
 *
 * @param recipients peers to whose queue it was added at once; 0 means that nobody has it. Gossip
 *     is best effort: this is no acknowledgement
 */
public record Publication(MessageId id, int recipients) {}
