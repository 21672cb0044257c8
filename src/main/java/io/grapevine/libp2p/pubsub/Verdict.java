package io.grapevine.libp2p.pubsub;

/** What a topic's validator says of a message whose signature is right. */
public enum Verdict {
  /** Deliver it here and forward it. */
  ACCEPT,
  /** Neither deliver nor forward it; nobody is to blame, it may be old or of no interest. */
  IGNORE,
  /** As {@link #IGNORE}, and whoever sent it loses score: no honest peer forwards it. */
  REJECT
}
