package io.grapevine.libp2p.host;

import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.resources.AccessList;

/**
 * Lets pass whom a list lets pass. A name is judged by the addresses that it stands for, each
 * before it is dialled.
 *
 * @param list who may be connected
 */
public record AccessGater(AccessList list) implements ConnectionGater {
  @Override
  public boolean allowsAddress(Multiaddr address, boolean outbound) {
    return address.ip().map(list::allows).orElse(true);
  }

  @Override
  public boolean allowsPeer(PeerId peer, boolean outbound) {
    return list.allows(peer);
  }
}
