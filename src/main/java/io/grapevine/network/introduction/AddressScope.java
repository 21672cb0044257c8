package io.grapevine.network.introduction;

import io.grapevine.libp2p.multiformats.Multiaddr;
import java.util.List;
import java.util.Set;

/**
 * Which addresses in the signed record of a stranger this peer would dial. Anybody can sign a
 * record with any address in it, so that a peer could be made to knock at doors that the stranger
 * himself cannot reach. Hence only literal addresses with a TCP port count, and of these public
 * ones everywhere, private ones unless this peer says of itself that it is at public addresses
 * only, and loopback ones where it is itself at loopback addresses only.
 */
public final class AddressScope {
  /** Most addresses of one peer that are looked at further. */
  public static final int ADDRESSES_MAX = 4;

  private final Set<Multiaddr> own;
  private final boolean loopback;
  private final boolean privately;

  private AddressScope(Set<Multiaddr> own, boolean loopback, boolean privately) {
    this.own = own;
    this.loopback = loopback;
    this.privately = privately;
  }

  /** The scope of a peer that tells others these addresses of itself. */
  public static AddressScope of(List<Multiaddr> own) {
    List<AddressReach> reaches = own.stream().map(AddressReach::of).toList();
    boolean loopbackOnly =
        !own.isEmpty() && reaches.stream().allMatch(AddressReach.LOOPBACK::equals);
    boolean publicOnly =
        reaches.contains(AddressReach.PUBLIC) && !reaches.contains(AddressReach.PRIVATE);
    return new AddressScope(Set.copyOf(own), loopbackOnly, !publicOnly);
  }

  /** Whether this peer would dial an address. */
  public boolean admits(Multiaddr address) {
    boolean near =
        switch (AddressReach.of(address)) {
          case PUBLIC -> true;
          case PRIVATE -> privately;
          case LOOPBACK -> loopback;
          case NOWHERE -> false;
        };
    return near
        && address.isPlainTcp()
        && address.tcpPort().orElse(0) > 0
        && !own.contains(address.withoutPeer());
  }

  /** Those that this peer would dial, without a peer at their end, the first few. */
  public List<Multiaddr> admitted(List<Multiaddr> claimed) {
    return claimed.stream()
        .filter(this::admits)
        .map(Multiaddr::withoutPeer)
        .distinct()
        .limit(ADDRESSES_MAX)
        .toList();
  }
}
