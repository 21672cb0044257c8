package io.grapevine.libp2p.host;

import io.grapevine.libp2p.peer.PeerId;
import java.util.Set;

/**
 * Hears of peers, not of connections: a second connection to a connected peer is not reported.
 * Calls of one host come one after another from one thread, so a listener must be short; what it
 * throws is logged and otherwise ignored.
 */
public interface PeerListener {
  /** The first connection with this peer stands. */
  default void peerConnected(PeerId peer) {}

  /**
   * Identify told what the peer speaks: once per time that the peer connects, and again whenever
   * the set changes.
   */
  default void peerIdentified(PeerId peer, Set<String> protocols) {}

  /** The last connection with this peer is gone. */
  default void peerDisconnected(PeerId peer) {}
}
