package io.grapevine.libp2p.gossip;

/** What the validation of a message found. */
public enum Validity {
  /** Signed by its author and accepted: it is forwarded. */
  VALID,
  /** Signed by its author, not wanted; nobody is to blame. */
  IGNORED,
  /** Signed by its author, but the topic's rules forbid it: everybody who sent it is to blame. */
  REJECTED,
  /** Not signed by its author: the id is free again, so that the real message can still come. */
  FORGED
}
