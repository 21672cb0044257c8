package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** What a heartbeat does for the mesh of one topic, step by step. */
final class MeshUpkeep {

  /** Members that an opportunistic graft takes in. */
  private static final int OPPORTUNISTIC_GRAFTS = 2;

  private final RouterState state;
  private final MeshLinks links;
  private final MeshSizes sizes;
  private final Duration backoff;
  private final List<Step> steps =
      List.of(
          this::dropBadMembers,
          this::fill,
          this::trim,
          this::keepOutboundQuota,
          this::graftOpportunistically);

  private long beats;

  MeshUpkeep(RouterState state, MeshLinks links) {
    this.state = state;
    this.links = links;
    this.sizes = state.config.mesh();
    this.backoff = state.config.times().pruneBackoff();
  }

  /** Runs all steps for all topics. */
  void beat(Instant now) {
    beats++;
    for (Mesh mesh : List.copyOf(state.meshes.values())) {
      for (Step step : steps) {
        step.run(mesh, now);
      }
    }
  }

  private void dropBadMembers(Mesh mesh, Instant now) {
    for (PeerState member : members(mesh)) {
      if (state.score(member, now) < 0) {
        links.prune(mesh, member, backoff, now);
      }
    }
  }

  private void fill(Mesh mesh, Instant now) {
    if (mesh.size() < sizes.meshSizeMin()) {
      links.fill(mesh, sizes.meshSize(), now);
    }
  }

  /**
   * Too many members: the best by score stay, the others by chance, so that a newcomer is not at a
   * disadvantage, but enough outbound ones are among those who stay.
   */
  private void trim(Mesh mesh, Instant now) {
    if (mesh.size() <= sizes.meshSizeMax()) {
      return;
    }
    List<PeerState> order = new ArrayList<>(state.choose(members(mesh), mesh.size()));
    order.sort(Comparator.comparingDouble((PeerState peer) -> state.score(peer, now)).reversed());
    List<PeerState> rest = order.subList(sizes.scoreRetained(), order.size());
    List<PeerState> shuffled = state.choose(rest, rest.size());
    for (int i = 0; i < rest.size(); i++) {
      rest.set(i, shuffled.get(i));
    }
    bringOutboundForward(order);
    for (PeerState surplus : order.subList(sizes.meshSize(), order.size())) {
      links.trim(mesh, surplus, now);
    }
  }

  /**
   * Swaps outbound peers from behind the cut for inbound ones before it, the last of them first.
   */
  private void bringOutboundForward(List<PeerState> order) {
    int cut = sizes.meshSize();
    int missing =
        sizes.meshOutboundMin()
            - (int) order.subList(0, cut).stream().filter(PeerState::outbound).count();
    int place = cut - 1;
    for (int i = cut; i < order.size() && missing > 0; i++) {
      if (!order.get(i).outbound()) {
        continue;
      }
      while (place >= 0 && order.get(place).outbound()) {
        place--;
      }
      PeerState outbound = order.set(i, order.get(place));
      order.set(place, outbound);
      missing--;
    }
  }

  private void keepOutboundQuota(Mesh mesh, Instant now) {
    if (mesh.size() < sizes.meshSizeMin()) {
      return;
    }
    long outbound = members(mesh).stream().filter(PeerState::outbound).count();
    graftSome(mesh, (int) (sizes.meshOutboundMin() - outbound), PeerState::outbound, now);
  }

  private void graftOpportunistically(Mesh mesh, Instant now) {
    if (beats % state.config.limits().opportunisticGraftBeats() != 0 || mesh.size() < 2) {
      return;
    }
    double median =
        members(mesh).stream()
            .mapToDouble(member -> state.score(member, now))
            .sorted()
            .skip(mesh.size() / 2)
            .findFirst()
            .orElse(0);
    if (median < state.config.score().thresholds().opportunisticGraft()) {
      graftSome(mesh, OPPORTUNISTIC_GRAFTS, peer -> state.score(peer, now) > median, now);
    }
  }

  private void graftSome(Mesh mesh, int count, Predicate<PeerState> condition, Instant now) {
    if (count > 0) {
      state
          .choose(links.candidates(mesh, now, condition), count)
          .forEach(peer -> links.graft(mesh, peer, now));
    }
  }

  private List<PeerState> members(Mesh mesh) {
    List<PeerState> members = new ArrayList<>(mesh.size());
    for (PeerId member : mesh.members()) {
      PeerState peer = state.peers.get(member);
      if (peer != null) {
        members.add(peer);
      }
    }
    return members;
  }

  @FunctionalInterface
  private interface Step {
    void run(Mesh mesh, Instant now);
  }
}
