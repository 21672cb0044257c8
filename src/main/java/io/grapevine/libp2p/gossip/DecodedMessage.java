package io.grapevine.libp2p.gossip;

/** What an entry of an RPC's message list turned out to be. */
public sealed interface DecodedMessage permits GossipMessage, RefusedMessage {

  /** The topic, or empty when there is none or there are several. */
  String topic();
}
