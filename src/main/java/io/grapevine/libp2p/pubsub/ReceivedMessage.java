package io.grapevine.libp2p.pubsub;

import io.grapevine.libp2p.gossip.MessageId;
import io.grapevine.libp2p.peer.PeerId;

/**
 * A message of another peer.
 *
 * @param author who signed it
 * @param from the neighbour that sent it to us
 * @param payload what the author published; not to be modified
 */
// By contract nobody modifies or compares the array; wrapping it would copy every message.
@SuppressWarnings("ArrayRecordComponent")
public record ReceivedMessage(
    MessageId id, String topic, PeerId author, PeerId from, byte[] payload) {}
