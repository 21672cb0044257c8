package io.grapevine.network.introduction;

import io.grapevine.job.WorkType;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.util.List;
import java.util.Set;

/**
 * What a peer said of itself, signed by it.
 *
 * @param types what it does
 * @param sequence of the record with its addresses; grows when they change and when it is restarted
 * @param addresses where it may be dialled, at most {@link AddressScope#ADDRESSES_MAX}
 */
public record Introduction(
    PeerId peer, Set<WorkType> types, long sequence, List<Multiaddr> addresses) {
  /** Copies. */
  public Introduction {
    types = Set.copyOf(types);
    addresses = List.copyOf(addresses);
  }
}
