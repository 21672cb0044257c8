package io.grapevine.libp2p.discovery;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.multiformats.MultiaddrProtocol;
import io.grapevine.libp2p.peer.PeerId;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One configured address: a literal one is one candidate, a name stands for every peer that it
 * resolves to (a headless service), or for the one peer at the end of the address. A {@code
 * /dnsaddr} name stands for the addresses in its TXT records.
 */
record BootstrapAddress(Multiaddr address) {
  /** Most addresses of one name that are looked at. */
  static final int RESOLVED_MAX = 256;

  boolean isName() {
    return address.ip().isEmpty();
  }

  /** The candidates behind this address at this moment; asks the resolver if it is a name. */
  List<Candidate> candidates(NameResolver resolver)
      throws UnknownHostException, MalformedException {
    if (!isName()) {
      return List.of(Candidate.ofAddress(address, Source.BOOTSTRAP));
    }
    if (DnsAddr.matches(address)) {
      List<Candidate> candidates = new ArrayList<>();
      for (Multiaddr place : DnsAddr.resolve(address, resolver)) {
        candidates.add(Candidate.ofAddress(place, Source.DNS));
      }
      return candidates;
    }
    List<Multiaddr> places = new ArrayList<>();
    for (InetAddress found : resolver.resolve(address.host().orElseThrow())) {
      if (places.size() < RESOLVED_MAX && isWanted(found)) {
        places.add(Multiaddr.ofTcp(found, address.tcpPort().orElseThrow()));
      }
    }
    Optional<byte[]> peer = address.peerIdBytes();
    if (peer.isPresent()) {
      return List.of(Candidate.ofPeer(PeerId.decode(peer.get()), places, Source.BOOTSTRAP));
    }
    List<Candidate> candidates = new ArrayList<>();
    for (Multiaddr place : places) {
      candidates.add(Candidate.ofAddress(place, Source.DNS));
    }
    return candidates;
  }

  private boolean isWanted(InetAddress found) {
    MultiaddrProtocol family = address.components().getFirst().protocol();
    return switch (family) {
      case DNS4 -> found instanceof Inet4Address;
      case DNS6 -> found instanceof Inet6Address;
      default -> true;
    };
  }
}
