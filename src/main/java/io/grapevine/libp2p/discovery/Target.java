package io.grapevine.libp2p.discovery;

import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;

/** Whom to dial. */
sealed interface Target {
  /** A certain peer, wherever it is. */
  record ToPeer(PeerId peer) implements Target {}

  /** Whoever answers at this address, which is an IP address and a port. */
  record ToAddress(Multiaddr address) implements Target {}
}
