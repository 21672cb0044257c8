package io.grapevine.libp2p.discovery;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is said and believed on one link. Said are the addresses that are reachable on it; believed
 * are literal ones only, since anybody on the link may announce anything: nothing there makes this
 * peer resolve a name, and a loopback address counts only on the loopback link itself.
 */
final class MdnsAnnouncement {
  private MdnsAnnouncement() {}

  /** Those of a host's own addresses that others on this link can dial, with the peer behind. */
  static List<Multiaddr> own(List<Multiaddr> addresses, InetAddress link, PeerId self) {
    List<Multiaddr> reachable = new ArrayList<>();
    for (Multiaddr address : addresses) {
      Optional<InetAddress> ip = address.ip();
      if (address.isPlainTcp() && ip.isPresent()) {
        boolean everywhere = ip.get().isAnyLocalAddress();
        if (everywhere || ip.get().equals(link)) {
          Multiaddr place = Multiaddr.ofTcp(link, address.tcpPort().orElseThrow());
          reachable.add(place.withPeer(self.toMultihash()));
        }
      }
    }
    return reachable.stream().distinct().toList();
  }

  /** The peers in a record that was heard on this link. */
  static List<Candidate> candidates(byte[] record, InetAddress link) {
    Map<PeerId, List<Multiaddr>> found = new LinkedHashMap<>();
    for (Multiaddr address : MdnsText.decode(record)) {
      if (isBelievable(address, link)) {
        peerOf(address)
            .ifPresent(
                peer ->
                    found
                        .computeIfAbsent(peer, key -> new ArrayList<>())
                        .add(address.withoutPeer()));
      }
    }
    List<Candidate> candidates = new ArrayList<>();
    found.forEach((id, places) -> candidates.add(Candidate.ofPeer(id, places, Source.MDNS)));
    return candidates;
  }

  private static Optional<PeerId> peerOf(Multiaddr address) {
    Optional<byte[]> bytes = address.peerIdBytes();
    try {
      return bytes.isPresent() ? Optional.of(PeerId.decode(bytes.get())) : Optional.empty();
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  private static boolean isBelievable(Multiaddr address, InetAddress link) {
    if (!address.isPlainTcp() || address.ip().isEmpty()) {
      return false;
    }
    InetAddress ip = address.ip().get();
    return !ip.isAnyLocalAddress()
        && !ip.isMulticastAddress()
        && (!ip.isLoopbackAddress() || link.isLoopbackAddress());
  }
}
