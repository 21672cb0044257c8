package io.grapevine.libp2p.gossip.simulation;

import io.grapevine.libp2p.gossip.Holdings;
import io.grapevine.libp2p.peer.PeerId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Looks at all honest peers now and then while messages are published, and touches nothing. */
final class Watch {

  private final List<SimulatedPeer> honest;
  private final Set<PeerId> sybils = new LinkedHashSet<>();
  private final List<Double> sybilsInMesh = new ArrayList<>();
  private Holdings most = new Holdings(0, 0, 0, 0, 0, 0, 0, 0);

  Watch(List<SimulatedPeer> honest, List<Sybil> attackers) {
    this.honest = honest;
    attackers.forEach(sybil -> sybils.add(sybil.id()));
  }

  void look() {
    long bad = 0;
    for (SimulatedPeer peer : honest) {
      bad += peer.mesh().stream().filter(sybils::contains).count();
      peer.holdings().ifPresent(holds -> most = larger(most, holds));
    }
    sybilsInMesh.add((double) bad / honest.size());
  }

  /** Attackers in the mesh of an honest peer, on average, at each look. */
  List<Double> sybilsInMesh() {
    return List.copyOf(sybilsInMesh);
  }

  /** The most of each kind that any honest router held at any look. */
  Holdings most() {
    return most;
  }

  private static Holdings larger(Holdings one, Holdings other) {
    return new Holdings(
        Math.max(one.peers(), other.peers()),
        Math.max(one.scores(), other.scores()),
        Math.max(one.seen(), other.seen()),
        Math.max(one.messages(), other.messages()),
        Math.max(one.messageBytes(), other.messageBytes()),
        Math.max(one.validations(), other.validations()),
        Math.max(one.backoffs(), other.backoffs()),
        Math.max(one.promises(), other.promises()));
  }
}
