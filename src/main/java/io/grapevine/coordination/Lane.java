package io.grapevine.coordination;

/** What waits for the loop thread, in the order in which it is preferred. */
enum Lane {
  /**
   * What this peer itself asked for. Never refused; bounded by who may put something here: two
   * entries per job that is not over, one per run of a handler, one of the journal, and those of a
   * start and a stop.
   */
  COMMANDS,
  /** What happens to attempts that are under way. */
  ATTEMPTS,
  /** What anybody may send at any time: offers, bids, refusals. */
  GOSSIP
}
