package io.grapevine.libp2p.resources;

import io.grapevine.libp2p.peer.PeerId;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/**
 * Who may be connected, in both directions. What is denied is denied, whatever else is allowed;
 * beyond that, an empty list of what is allowed allows everything. Peer and address have to pass
 * both.
 *
 * @param allowedPeers the only peers, unless empty
 * @param deniedPeers never these
 * @param allowedNetworks the only addresses, unless empty
 * @param deniedNetworks never these
 */
public record AccessList(
    Set<PeerId> allowedPeers,
    Set<PeerId> deniedPeers,
    List<NetworkRange> allowedNetworks,
    List<NetworkRange> deniedNetworks) {
  /** Lets everybody pass. */
  public static final AccessList EVERYBODY =
      new AccessList(Set.of(), Set.of(), List.of(), List.of());

  public AccessList {
    allowedPeers = Set.copyOf(allowedPeers);
    deniedPeers = Set.copyOf(deniedPeers);
    allowedNetworks = List.copyOf(allowedNetworks);
    deniedNetworks = List.copyOf(deniedNetworks);
  }

  /** Whether the peer passes. */
  public boolean allows(PeerId peer) {
    return !deniedPeers.contains(peer) && (allowedPeers.isEmpty() || allowedPeers.contains(peer));
  }

  /** Whether the address passes. */
  public boolean allows(InetAddress address) {
    return !isIn(deniedNetworks, address)
        && (allowedNetworks.isEmpty() || isIn(allowedNetworks, address));
  }

  private static boolean isIn(List<NetworkRange> ranges, InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }
}
