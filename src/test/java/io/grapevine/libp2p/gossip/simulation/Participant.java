package io.grapevine.libp2p.gossip.simulation;

import io.grapevine.libp2p.peer.PeerId;

/** Whoever stands at the end of a link. */
sealed interface Participant permits SimulatedPeer, Sybil {

  PeerId id();

  /** Counted from 0, honest peers first. */
  int number();

  /** Whether it runs: what is down neither dials nor answers. */
  boolean running();

  /** There is a connection. */
  void connected(Link link);

  /** The connection is gone. */
  void disconnected(Link link);

  /** Its stream to the other end is open. */
  void outgoingOpened(Link link);

  /** The other end has opened a stream. */
  void incomingOpened(Link link);

  /** The bytes of one RPC came. */
  void received(Link link, byte[] rpc);
}
