package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** How members come into a mesh and leave it: by our choice, by GRAFT and PRUNE, by loss. */
final class MeshLinks {

  private final RouterState state;
  private final PeerExchange exchange;

  MeshLinks(RouterState state) {
    this.state = state;
    this.exchange = new PeerExchange(state);
  }

  /** Peers that could be grafted now. */
  List<PeerState> candidates(Mesh mesh, Instant now, Predicate<PeerState> condition) {
    return state.subscribers(
        mesh.topic(), peer -> graftable(mesh, peer, now) && condition.test(peer));
  }

  /** Whether the peer may be asked into the mesh. */
  boolean graftable(Mesh mesh, PeerState peer, Instant now) {
    // One heartbeat of slack, since the peer's clock started its back-off later than ours.
    Duration slack = state.config.times().heartbeat();
    return peer.writable()
        && peer.subscribedTo(mesh.topic())
        && !mesh.contains(peer.id())
        && !state.direct(peer.id())
        && !state.backoffs.active(mesh.topic(), peer.id(), slack, now)
        && state.score(peer, now) >= 0;
  }

  /** Takes a peer in and tells it. */
  void graft(Mesh mesh, PeerState peer, Instant now) {
    add(mesh, peer, now);
    state.outbox.control(peer.id()).graft(mesh.topic());
  }

  /** Tops a mesh up by chance to {@code size} members. */
  void fill(Mesh mesh, int size, Instant now) {
    int missing = size - mesh.size();
    if (missing <= 0) {
      return;
    }
    for (PeerState peer : state.choose(candidates(mesh, now, any -> true), missing)) {
      graft(mesh, peer, now);
    }
  }

  /** Puts a member out and tells it for how long. */
  void prune(Mesh mesh, PeerState peer, Duration backoff, Instant now) {
    drop(mesh, peer.id(), now);
    refuse(mesh.topic(), peer, backoff, List.of(), now);
  }

  /** Puts a member out because there are too many, and names it others. */
  void trim(Mesh mesh, PeerState peer, Instant now) {
    drop(mesh, peer.id(), now);
    refuseFull(mesh.topic(), peer, now);
  }

  /** A member is lost or has left. */
  void drop(Mesh mesh, PeerId peer, Instant now) {
    if (mesh.members().remove(peer)) {
      state.scores.pruned(peer, mesh.topic(), now);
      state.outbox.meshChanged(mesh);
    }
  }

  /** The peer asks to be a member on our side, as we are on its side already. */
  void grafted(PeerState peer, String topic, Instant now) {
    Mesh mesh = state.meshes.get(topic);
    if (mesh == null || !peer.subscribedTo(topic) || !peer.writable()) {
      // No PRUNE for a topic that we are not in: it would tell a stranger which ones we know.
      state.outbox.report(Occurrence.GRAFT_UNKNOWN_TOPIC, state.reportable(topic));
      return;
    }
    if (mesh.contains(peer.id())) {
      return;
    }
    Duration backoff = state.config.times().pruneBackoff();
    if (state.direct(peer.id())) {
      // It has every message anyway; that it grafts means that it does not call us direct.
      state.outbox.report(Occurrence.GRAFT_REFUSED, topic);
      refuse(topic, peer, backoff, List.of(), now);
    } else if (state.backoffs.active(topic, peer.id(), Duration.ZERO, now)) {
      punishEarlyGraft(peer, topic, now);
      refuse(topic, peer, backoff, List.of(), now);
    } else if (state.score(peer, now) < 0) {
      state.outbox.report(Occurrence.GRAFT_REFUSED, topic);
      refuse(topic, peer, backoff, List.of(), now);
    } else if (full(mesh, peer)) {
      state.outbox.report(Occurrence.GRAFT_REFUSED, topic);
      refuseFull(topic, peer, now);
    } else {
      add(mesh, peer, now);
    }
  }

  /** The peer has put us out. */
  void pruned(PeerState peer, Rpc.Prune prune, Instant now) {
    Mesh mesh = state.meshes.get(prune.topic());
    if (mesh == null) {
      return;
    }
    drop(mesh, peer.id(), now);
    Duration usual = state.config.times().pruneBackoff();
    Duration backoff = state.backoffs.announced(prune.backoffSeconds(), usual);
    state.backoffs.add(prune.topic(), peer.id(), backoff, now);
    exchange.take(peer, prune.peers(), now);
  }

  private void add(Mesh mesh, PeerState peer, Instant now) {
    mesh.members().add(peer.id());
    state.scores.grafted(peer.id(), mesh.topic(), now);
    state.outbox.meshChanged(mesh);
  }

  /** A full mesh still takes peers that we dialled: an attacker cannot make us dial. */
  private boolean full(Mesh mesh, PeerState peer) {
    return mesh.size() >= state.config.mesh().meshSizeMax() && !peer.outbound();
  }

  private void punishEarlyGraft(PeerState peer, String topic, Instant now) {
    GossipTimes times = state.config.times();
    Duration remaining = state.backoffs.remaining(topic, peer.id(), now);
    Duration floodEnd = times.pruneBackoff().minus(times.graftFloodWindow());
    boolean flood = remaining.compareTo(floodEnd) > 0;
    state.scores.misbehaved(peer.id(), flood ? 2 : 1);
    state.outbox.report(Occurrence.GRAFT_IN_BACKOFF, topic);
  }

  private void refuseFull(String topic, PeerState peer, Instant now) {
    Duration backoff = state.config.times().pruneBackoff();
    refuse(topic, peer, backoff, exchange.offer(topic, peer, now), now);
  }

  private void refuse(
      String topic, PeerState peer, Duration backoff, List<ExchangedPeer> others, Instant now) {
    boolean announces = peer.version().map(ProtocolVersion::announcesBackoff).orElse(false);
    state.outbox.control(peer.id()).prune(topic, announces ? backoff.toSeconds() : 0, others);
    state.backoffs.add(topic, peer.id(), backoff, now);
  }
}
