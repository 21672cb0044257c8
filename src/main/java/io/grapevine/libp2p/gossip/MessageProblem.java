package io.grapevine.libp2p.gossip;

/** Why a message is refused before its signature is looked at. */
public enum MessageProblem {
  /** No author, or one that is no peer id. */
  AUTHOR,
  /** No sequence number, or one that is not eight bytes. */
  SEQNO,
  /** No topic, an empty one, or more than one. */
  TOPIC,
  /** No signature, or one longer than any key type makes. */
  SIGNATURE,
  /** A key longer than any allowed key type has. */
  KEY,
  /** A field that may occur once occurs again. */
  REPEATED_FIELD
}
