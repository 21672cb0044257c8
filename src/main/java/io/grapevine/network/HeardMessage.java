package io.grapevine.network;

import io.grapevine.libp2p.peer.PeerId;

/**
 * A gossiped message whose signature is right.
 *
 * @param author who signed it, which need not be who brought it
 * @param payload what the author published; not to be modified
 */
// By contract nobody modifies or compares the array; wrapping it would copy every message.
@SuppressWarnings("ArrayRecordComponent")
public record HeardMessage(String topic, PeerId author, byte[] payload) {}
