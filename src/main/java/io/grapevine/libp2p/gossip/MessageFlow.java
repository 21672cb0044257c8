package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The way of a message: received, validated, forwarded; or published. */
final class MessageFlow {

  private final RouterState state;
  private final LazyGossip lazyGossip;

  MessageFlow(RouterState state, LazyGossip lazyGossip) {
    this.state = state;
    this.lazyGossip = lazyGossip;
  }

  /** A message came from a peer. */
  void received(PeerState from, DecodedMessage message, Instant now) {
    switch (message) {
      case RefusedMessage refused -> refuse(from, refused.topic());
      case GossipMessage wellFormed -> received(from, wellFormed, now);
    }
  }

  private void received(PeerState from, GossipMessage message, Instant now) {
    Mesh mesh = state.meshes.get(message.topic());
    if (mesh == null) {
      state.outbox.report(Occurrence.UNKNOWN_TOPIC, "");
      return;
    }
    Optional<Instant> since = state.seen.since(message.id(), now);
    if (message.author().equals(state.self)) {
      report(since.isPresent() ? Occurrence.DUPLICATE : Occurrence.OWN_ECHO, message);
    } else if (state.validations.join(message, from.id())) {
      report(Occurrence.DUPLICATE, message);
    } else if (since.isPresent()) {
      report(Occurrence.DUPLICATE, message);
      state.outbox.peerHas(from.id(), message.id());
      Duration delay = Duration.between(since.get(), now);
      state.scores.copyDelivery(from.id(), message.topic(), delay);
    } else if (!state.sequences.allows(message.author(), message.seqno(), now)) {
      report(Occurrence.REPLAYED, message);
    } else {
      begin(mesh, message, from, now);
    }
  }

  /** The cheap checks are passed: from here on a copy is a duplicate. */
  private void begin(Mesh mesh, GossipMessage message, PeerState from, Instant now) {
    if (!state.validations.begin(message, from.id())) {
      report(Occurrence.THROTTLED, message);
      return;
    }
    state.seen.add(message.id(), now);
    state.promises.fulfilled(message.id());
    lazyGossip.announce(mesh, message, from);
    report(Occurrence.RECEIVED, message);
    state.outbox.validate(message, from.id());
  }

  /** The validation of a message has ended. */
  void validated(GossipMessage message, Validity validity, Instant now) {
    Optional<Validations.Ended> ended = state.validations.end(message);
    if (ended.isEmpty()) {
      return;
    }
    switch (validity) {
      case VALID -> accept(message, ended.get(), now);
      case IGNORED -> report(Occurrence.IGNORED, message);
      case REJECTED -> {
        report(Occurrence.REJECTED, message);
        blame(message, ended.get());
      }
      case FORGED -> {
        report(Occurrence.FORGED, message);
        blame(message, ended.get());
        tryRivals(message.id(), ended.get(), now);
      }
    }
  }

  /** Sends an own message. */
  void publish(GossipMessage message, Instant now) {
    if (!state.seen.add(message.id(), now)) {
      return;
    }
    state.cache.put(message);
    state.own.add(message, now);
    state.outbox.message(message, recipients(message.topic(), now));
  }

  private void accept(GossipMessage message, Validations.Ended ended, Instant now) {
    report(Occurrence.ACCEPTED, message);
    state.sequences.accepted(message.author(), message.seqno(), now);
    state.scores.firstDelivery(ended.first(), message.topic());
    ended.senders().stream()
        .skip(1)
        .forEach(peer -> state.scores.copyDelivery(peer, message.topic(), Duration.ZERO));
    state.cache.put(message);
    Mesh mesh = state.meshes.get(message.topic());
    if (mesh != null) {
      state.outbox.message(message, forwardTo(mesh, message, ended.senders()));
    }
  }

  private List<PeerId> forwardTo(Mesh mesh, GossipMessage message, Set<PeerId> senders) {
    List<PeerId> targets = new ArrayList<>(mesh.size());
    for (PeerId member : mesh.members()) {
      PeerState peer = state.peers.get(member);
      boolean hasIt = senders.contains(member) || member.equals(message.author());
      if (peer != null && !hasIt && peer.wants(message.id())) {
        targets.add(member);
      }
    }
    for (PeerId direct : state.config.peers().direct()) {
      PeerState peer = state.peers.get(direct);
      if (peer != null
          && peer.writable()
          && peer.subscribedTo(message.topic())
          && !senders.contains(direct)
          && !direct.equals(message.author())
          && peer.wants(message.id())) {
        targets.add(direct);
      }
    }
    return targets;
  }

  private List<PeerId> recipients(String topic, Instant now) {
    if (state.config.floodPublish()) {
      double threshold = state.config.score().thresholds().publish();
      return ids(
          state.subscribers(
              topic, peer -> state.direct(peer.id()) || state.score(peer, now) >= threshold));
    }
    Mesh mesh = state.meshes.get(topic);
    List<PeerId> targets = new ArrayList<>(mesh != null ? mesh.members() : fanoutOf(topic, now));
    targets.addAll(ids(state.subscribers(topic, peer -> state.direct(peer.id()))));
    return targets;
  }

  private List<PeerId> fanoutOf(String topic, Instant now) {
    double threshold = state.config.score().thresholds().publish();
    Set<PeerId> fanout = state.fanout.publishing(topic, now);
    List<PeerState> others =
        state.subscribers(
            topic,
            peer ->
                !fanout.contains(peer.id())
                    && !state.direct(peer.id())
                    && state.score(peer, now) >= threshold);
    int missing = state.config.mesh().meshSize() - fanout.size();
    fanout.addAll(ids(state.choose(others, missing)));
    return List.copyOf(fanout);
  }

  private static List<PeerId> ids(List<PeerState> peers) {
    return peers.stream().map(PeerState::id).toList();
  }

  /** A message that breaks the rules of signing; on an unknown topic there is no P4 to raise. */
  private void refuse(PeerState from, String topic) {
    String known = state.reportable(topic);
    state.outbox.report(Occurrence.REFUSED, known);
    if (known.isEmpty()) {
      state.scores.misbehaved(from.id(), 1);
    } else {
      state.scores.invalidMessage(from.id(), known);
    }
  }

  private void blame(GossipMessage message, Validations.Ended ended) {
    ended.senders().forEach(peer -> state.scores.invalidMessage(peer, message.topic()));
  }

  /** Under the id of a forged message the real one may have come as well. */
  private void tryRivals(MessageId id, Validations.Ended ended, Instant now) {
    state.seen.forget(id);
    for (Validations.Rival rival : ended.rivals()) {
      PeerState from = state.peers.get(rival.from());
      if (from != null) {
        received(from, rival.message(), now);
      }
    }
  }

  private void report(Occurrence occurrence, GossipMessage message) {
    state.outbox.report(occurrence, state.reportable(message.topic()));
  }
}
