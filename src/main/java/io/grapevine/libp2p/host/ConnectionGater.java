package io.grapevine.libp2p.host;

import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;

/** Decides whom a host talks to. Asked from many threads; must be short. */
public interface ConnectionGater {
  /** Lets everybody pass. */
  ConnectionGater ALLOW_ALL = new ConnectionGater() {};

  /**
   * Whether a connection to or from this address may be made; asked before any byte is exchanged. A
   * name is asked for as such, and again for each literal address that it stands for.
   */
  default boolean allowsAddress(Multiaddr address, boolean outbound) {
    return true;
  }

  /**
   * Whether this peer may be connected; asked before a dial if the peer is known, and always after
   * it has proven its identity.
   */
  default boolean allowsPeer(PeerId peer, boolean outbound) {
    return true;
  }
}
