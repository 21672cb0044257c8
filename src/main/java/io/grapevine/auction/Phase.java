package io.grapevine.auction;

import java.util.EnumSet;
import java.util.Set;

/** Where an auction stands, and where it may go from there. */
enum Phase {
  /** Nothing has happened yet. */
  UNOPENED,
  /** An offer was handed to gossip, which has not said yet whether anybody has it. */
  ANNOUNCING,
  /** Nobody has the offer, or everybody refused: it is announced again later. */
  QUEUED,
  /** The offer is out and bids are awaited. */
  SOLICITING,
  /** A worker is dialled and presented with the award. */
  DIALING,
  /** A worker has the job. */
  RUNNING,
  /** A worker may have the job, but the connection to it is lost: it is dialled again. */
  REATTACHING,
  /** There is an outcome. */
  OVER;

  /** The phases that may follow this one; itself if it can be entered anew. */
  Set<Phase> successors() {
    return switch (this) {
      case UNOPENED -> EnumSet.of(ANNOUNCING, QUEUED, REATTACHING, OVER);
      case ANNOUNCING -> EnumSet.of(ANNOUNCING, QUEUED, SOLICITING, DIALING, OVER);
      case QUEUED -> EnumSet.of(ANNOUNCING, SOLICITING, DIALING, OVER);
      case SOLICITING -> EnumSet.of(ANNOUNCING, QUEUED, SOLICITING, DIALING, OVER);
      case DIALING -> EnumSet.of(ANNOUNCING, QUEUED, DIALING, RUNNING, OVER);
      case RUNNING, REATTACHING ->
          EnumSet.of(ANNOUNCING, QUEUED, DIALING, RUNNING, REATTACHING, OVER);
      case OVER -> EnumSet.noneOf(Phase.class);
    };
  }
}
