package io.grapevine.libp2p.gossip;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The exchange of ids instead of messages: IHAVE, IWANT and IDONTWANT, received and sent. */
final class LazyGossip {

  private final RouterState state;
  private final GossipLimits limits;

  LazyGossip(RouterState state) {
    this.state = state;
    this.limits = state.config.limits();
  }

  /** Asks for a random part of what is new to us, within the limits of one heartbeat. */
  void ihave(PeerState peer, List<Rpc.Ihave> ihaves, Instant now) {
    if (!peer.writable() || tooBad(peer, now)) {
      return;
    }
    Set<MessageId> wanted = new LinkedHashSet<>();
    for (Rpc.Ihave ihave : ihaves) {
      if (!peer.countIhave(limits.ihaveMessagesMax())) {
        state.outbox.report(Occurrence.IHAVE_EXCESS, "");
        break;
      }
      if (state.meshes.containsKey(ihave.topic())) {
        ihave.ids().stream().filter(id -> !state.seen.contains(id, now)).forEach(wanted::add);
      }
    }
    int granted = peer.takeIds(wanted.size(), limits.ihaveIdsMax());
    if (granted < wanted.size()) {
      state.outbox.report(Occurrence.IHAVE_EXCESS, "", wanted.size() - granted);
    }
    ask(peer, state.choose(List.copyOf(wanted), granted), now);
  }

  /** Sends what is asked for, a few times per message and within a number of bytes. */
  void iwant(PeerState peer, List<MessageId> ids, Instant now) {
    if (!peer.writable() || tooBad(peer, now)) {
      return;
    }
    int excess = 0;
    for (MessageId id : ids) {
      GossipMessage message = state.cache.get(id).filter(kept -> peer.wants(id)).orElse(null);
      if (message == null) {
        continue;
      }
      if (state.cache.countRequest(id, peer.id()) <= limits.iwantServedMax()
          && peer.countServed(message.size(), limits.iwantBytesMax())) {
        state.outbox.message(message, List.of(peer.id()));
      } else {
        excess++;
      }
    }
    if (excess > 0) {
      state.outbox.report(Occurrence.IWANT_EXCESS, "", excess);
    }
  }

  /** Remembers what the peer has already. */
  void idontwant(PeerState peer, List<MessageId> ids) {
    int excess = 0;
    for (MessageId id : ids) {
      if (!peer.unwanted(id, limits.idontwantBeats(), limits.idontwantIdsMax())) {
        excess++;
      }
    }
    if (excess > 0) {
      state.outbox.report(Occurrence.IDONTWANT_EXCESS, "", excess);
    }
  }

  /**
   * Tells the other mesh members that a large message is here, before it is validated: the sooner
   * they know, the fewer copies are under way.
   */
  void announce(Mesh mesh, GossipMessage message, PeerState from) {
    if (message.size() < limits.idontwantBytesMin()) {
      return;
    }
    for (PeerState member : state.subscribers(mesh.topic(), peer -> mesh.contains(peer.id()))) {
      boolean knows = member.version().map(ProtocolVersion::knowsIdontwant).orElse(false);
      if (knows && member != from && !member.id().equals(message.author())) {
        state.outbox.control(member.id()).idontwant(message.id());
      }
    }
  }

  /** Advertises recent messages to some peers outside of each mesh and fan-out. */
  void advertise(Instant now) {
    for (Mesh mesh : state.meshes.values()) {
      advertise(mesh.topic(), mesh.members(), now);
    }
    state.fanout.topics().forEach((topic, peers) -> advertise(topic, peers, now));
  }

  private void advertise(String topic, Set<?> served, Instant now) {
    List<MessageId> ids = state.cache.advertised(topic);
    if (ids.isEmpty()) {
      return;
    }
    List<PeerState> others =
        state.subscribers(
            topic,
            peer -> !served.contains(peer.id()) && !state.direct(peer.id()) && !tooBad(peer, now));
    int count = Math.max(limits.gossipPeersMin(), (int) (limits.gossipFactor() * others.size()));
    for (PeerState peer : state.choose(others, count)) {
      // Each gets another part of a list that is too long, so that together they know it all.
      List<MessageId> part =
          ids.size() > limits.ihaveIdsMax() ? state.choose(ids, limits.ihaveIdsMax()) : ids;
      state.outbox.control(peer.id()).ihave(topic, part);
    }
  }

  private void ask(PeerState peer, List<MessageId> ids, Instant now) {
    if (ids.isEmpty()) {
      return;
    }
    state.outbox.control(peer.id()).iwant(new ArrayList<>(ids));
    // The order is random, so the peer cannot know which id is watched.
    state.promises.expect(ids.getFirst(), peer.id(), now.plus(state.config.times().promiseFor()));
  }

  private boolean tooBad(PeerState peer, Instant now) {
    return state.score(peer, now) < state.config.score().thresholds().gossip();
  }
}
