package io.grapevine.libp2p.gossip;

/** What the sequence numbers of one author must do, beside being new within the seen cache. */
public enum SequenceCheck {
  /** Nothing: a message can be sent again once the seen cache has forgotten it. */
  NONE,
  /**
   * They must not fall back behind what was accepted so long ago that the seen cache may have
   * forgotten it. Messages that overtake each other on their way are all taken; a replay never is.
   */
  NO_REPLAY,
  /**
   * Each must be above every one accepted before, as some implementations demand. A message that
   * was overtaken by a later one of its author is lost.
   */
  GROWING
}
