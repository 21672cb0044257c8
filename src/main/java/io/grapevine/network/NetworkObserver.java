package io.grapevine.network;

/** Counts what went wrong on the network, for meters. Called from any thread; must not block. */
public interface NetworkObserver {
  /** Counts nothing. */
  NetworkObserver NONE = new NetworkObserver() {};

  /** A message that is not sound ended a stream of this protocol. */
  default void streamMalformed(String protocol) {}

  /** So many outcomes of a neighbour's ledger were read, known ones included. */
  default void caughtUp(int outcomes) {}

  /** A gossiped message that is not sound was rejected. */
  default void gossipRejected(String topic) {}

  /**
   * A peer that had announced itself was dialled.
   *
   * @param reached whether it answered
   */
  default void introduced(boolean reached) {}

  /** An answer to an offer could not be sent, or its sender may not do work for this peer. */
  default void bidDropped() {}
}
