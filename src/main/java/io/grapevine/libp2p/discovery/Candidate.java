package io.grapevine.libp2p.discovery;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.util.List;
import java.util.Optional;

/**
 * Somebody worth dialling.
 *
 * @param addresses where, without the peer at their end; not empty
 */
record Candidate(Target target, List<Multiaddr> addresses, Source source) {

  Candidate {
    addresses = List.copyOf(addresses);
  }

  static Candidate ofPeer(PeerId peer, List<Multiaddr> addresses, Source source) {
    return new Candidate(new Target.ToPeer(peer), addresses, source);
  }

  /** The candidate at an address, which says by its end whether it is a certain peer. */
  static Candidate ofAddress(Multiaddr address, Source source) throws MalformedException {
    Optional<byte[]> peer = address.peerIdBytes();
    Multiaddr place = address.withoutPeer();
    Target target =
        peer.isPresent()
            ? new Target.ToPeer(PeerId.decode(peer.get()))
            : new Target.ToAddress(place);
    return new Candidate(target, List.of(place), source);
  }
}
