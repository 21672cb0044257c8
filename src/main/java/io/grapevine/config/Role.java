package io.grapevine.config;

/** What a peer does for others. */
public enum Role {
  /** Takes work requests over HTTP and looks for workers. */
  REQUESTER,
  /** Bids for offers and does the work. */
  WORKER
}
