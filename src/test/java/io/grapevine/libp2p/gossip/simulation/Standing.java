package io.grapevine.libp2p.gossip.simulation;

import io.grapevine.libp2p.peer.PeerId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the attackers stand in the eyes of the honest peers at the end, and how the meshes look.
 *
 * @param byStrategy attackers by what they do
 * @param honestInMesh members of an honest peer's mesh that are honest, on average
 * @param sybilsInMesh those that are attackers
 * @param connections of an honest peer, on average
 * @param honestBelowZero connections between honest peers whose score is negative
 * @param oneSided places in meshes of honest peers whose other end, honest too, has no place for
 *     them
 * @param victimMeshHonest honest members in the mesh of the first peer
 * @param victimMeshSybils attackers in it
 */
record Standing(
    Map<Strategy, Group> byStrategy,
    double honestInMesh,
    double sybilsInMesh,
    double connections,
    long honestBelowZero,
    long oneSided,
    int victimMeshHonest,
    int victimMeshSybils) {

  /**
   * Attackers of one kind, each counted at each honest peer that it is connected to.
   *
   * @param connections such pairs
   * @param belowZero those with a negative score
   * @param inMesh those in the honest peer's mesh
   * @param meanScore their score, on average
   */
  record Group(long connections, long belowZero, long inMesh, double meanScore) {}

  static Standing of(List<SimulatedPeer> honest, List<Sybil> sybils) {
    Map<Strategy, Group> groups = new EnumMap<>(Strategy.class);
    for (Strategy strategy : Strategy.values()) {
      List<Sybil> some = sybils.stream().filter(s -> s.strategy() == strategy).toList();
      if (!some.isEmpty()) {
        groups.put(strategy, group(honest, some));
      }
    }
    double running = honest.stream().filter(SimulatedPeer::running).count();
    long members = honest.stream().mapToLong(peer -> peer.mesh().size()).sum();
    long bad = groups.values().stream().mapToLong(Group::inMesh).sum();
    SimulatedPeer victim = honest.getFirst();
    int victimSybils = members(victim, sybils);
    return new Standing(
        groups,
        (members - bad) / running,
        bad / running,
        honest.stream().mapToInt(SimulatedPeer::connections).sum() / running,
        honest.stream().mapToLong(peer -> belowZero(peer, honest)).sum(),
        honest.stream().mapToLong(peer -> oneSided(peer, honest)).sum(),
        victim.mesh().size() - victimSybils,
        victimSybils);
  }

  private static Group group(List<SimulatedPeer> honest, List<Sybil> sybils) {
    long pairs = 0;
    long belowZero = 0;
    long inMesh = 0;
    double sum = 0;
    for (SimulatedPeer peer : honest) {
      Set<PeerId> mesh = peer.mesh();
      for (Sybil sybil : sybils) {
        if (peer.connectedTo(sybil)) {
          double score = peer.score(sybil);
          pairs++;
          belowZero += score < 0 ? 1 : 0;
          inMesh += mesh.contains(sybil.id()) ? 1 : 0;
          sum += score;
        }
      }
    }
    return new Group(pairs, belowZero, inMesh, pairs == 0 ? 0 : sum / pairs);
  }

  private static int members(SimulatedPeer peer, List<Sybil> sybils) {
    Set<PeerId> mesh = peer.mesh();
    return (int) sybils.stream().filter(sybil -> mesh.contains(sybil.id())).count();
  }

  private static long oneSided(SimulatedPeer peer, List<SimulatedPeer> honest) {
    Set<PeerId> mesh = peer.mesh();
    return honest.stream()
        .filter(other -> mesh.contains(other.id()) && !other.mesh().contains(peer.id()))
        .count();
  }

  private static long belowZero(SimulatedPeer peer, List<SimulatedPeer> honest) {
    return honest.stream()
        .filter(other -> peer.connectedTo(other) && peer.score(other) < 0)
        .count();
  }
}
