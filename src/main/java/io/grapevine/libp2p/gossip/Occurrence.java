package io.grapevine.libp2p.gossip;

/** Things worth counting, reported by the router. */
public enum Occurrence {
  /** A new message went to validation. */
  RECEIVED,
  /** A message was valid. */
  ACCEPTED,
  /** A copy of a message that was seen before. */
  DUPLICATE,
  /** A validator was not interested. */
  IGNORED,
  /** A validator found the message to break the topic's rules. */
  REJECTED,
  /** The signature was not the author's. */
  FORGED,
  /** A message without author, sequence number, topic or signature, or with several topics. */
  REFUSED,
  /** A message on a topic that we have not subscribed to. */
  UNKNOWN_TOPIC,
  /** Our own message came back under an id that we do not remember. */
  OWN_ECHO,
  /** Too many validations under way; the message was not marked seen. */
  THROTTLED,
  /** A sequence number that its author has used or passed; nobody is to blame. */
  REPLAYED,
  /** An RPC of a peer with a score below the graylist threshold. */
  GRAYLISTED,
  /** A subscription refused by the filter or the limit per peer. */
  SUBSCRIPTION_REFUSED,
  /** A GRAFT refused because the mesh is full or the peer's score is negative. */
  GRAFT_REFUSED,
  /** A GRAFT inside the back-off. */
  GRAFT_IN_BACKOFF,
  /** A GRAFT on a topic that we or the peer have not subscribed to. */
  GRAFT_UNKNOWN_TOPIC,
  /** IHAVE entries or ids above the limit per heartbeat. */
  IHAVE_EXCESS,
  /** Requests above the limit per message or per heartbeat. */
  IWANT_EXCESS,
  /** IDONTWANT ids above the limit per heartbeat. */
  IDONTWANT_EXCESS,
  /** An IWANT that was not answered in time. */
  PROMISE_BROKEN,
  /** A peer was disconnected because it did not take what was sent to it. */
  SLOW_PEER,
  /** A peer exchange of somebody who may not bring others. */
  EXCHANGE_REFUSED
}
