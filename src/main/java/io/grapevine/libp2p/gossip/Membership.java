package io.grapevine.libp2p.gossip;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Who is there and who has subscribed to what: peers and topics coming and going. */
final class Membership {

  private final RouterState state;
  private final MeshLinks links;

  Membership(RouterState state, MeshLinks links) {
    this.state = state;
    this.links = links;
  }

  void connected(Event.PeerConnected event) {
    state.peers.computeIfAbsent(event.peer(), id -> new PeerState(id, event.outbound()));
    state.scores.connected(event.peer(), event.address());
  }

  void disconnected(PeerState peer, Instant now) {
    leaveMeshes(peer, now);
    state.promises.forget(peer.id());
    state.scores.disconnected(peer.id(), now);
    state.peers.remove(peer.id());
  }

  /** The stream begins with all our subscriptions; then the peer can be grafted. */
  void opened(PeerState peer, ProtocolVersion version, Instant now) {
    leaveMeshes(peer, now);
    peer.opened(version);
    hello(peer);
    for (String topic : peer.topics()) {
      Mesh mesh = state.meshes.get(topic);
      boolean wasMember = peer.meshedBefore().contains(topic);
      if (mesh != null && wasMember && mesh.size() < state.config.mesh().meshSizeMax()) {
        // The peer may still count us as a member; a GRAFT makes both sides agree.
        links.graft(mesh, peer, now);
      }
      arrived(peer, topic, now);
    }
    peer.meshedBefore().clear();
  }

  /**
   * The peer begins a stream to us. If it had one before, it may have lost what it knew of us
   * together with that one, as go-libp2p-pubsub (0.19 at least) does even while our own stream to
   * it goes on: it is told again.
   */
  void heard(PeerState peer) {
    if (peer.expectHello() && peer.writable()) {
      hello(peer);
    }
  }

  void closed(PeerState peer, Instant now) {
    leaveMeshes(peer, now);
    peer.closed();
  }

  private void hello(PeerState peer) {
    state
        .meshes
        .keySet()
        .forEach(topic -> state.outbox.control(peer.id()).subscription(topic, true));
  }

  /** Takes over the subscriptions of an RPC; the first RPC on a stream replaces what was known. */
  void subscriptions(PeerState peer, List<Rpc.Subscription> subscriptions, Instant now) {
    Set<String> before = Set.of();
    boolean hello = peer.takeHelloExpected();
    if (hello) {
      before = new LinkedHashSet<>(peer.topics());
      peer.topics().clear();
    }
    for (Rpc.Subscription subscription : subscriptions) {
      if (!subscription.subscribe()) {
        if (peer.topics().remove(subscription.topic())) {
          left(peer, subscription.topic(), now);
        }
      } else if (admit(peer, subscription.topic())) {
        if (hello) {
          affirm(peer, subscription.topic());
        }
        arrived(peer, subscription.topic(), now);
      }
    }
    for (String topic : before) {
      if (!peer.subscribedTo(topic)) {
        left(peer, topic, now);
      }
    }
  }

  /** This peer joins a topic: the mesh is made at once, not at the next heartbeat. */
  void subscribe(String topic, Instant now) {
    if (state.meshes.containsKey(topic)) {
      return;
    }
    Mesh mesh = new Mesh(topic);
    state.meshes.put(topic, mesh);
    announce(topic, true);
    state.outbox.meshChanged(mesh);
    for (var id : state.fanout.remove(topic)) {
      PeerState peer = state.peers.get(id);
      if (peer != null && links.graftable(mesh, peer, now)) {
        links.graft(mesh, peer, now);
      }
    }
    links.fill(mesh, state.config.mesh().meshSize(), now);
  }

  /** This peer leaves a topic. */
  void unsubscribe(String topic, Instant now) {
    Mesh mesh = state.meshes.get(topic);
    if (mesh == null) {
      return;
    }
    Duration backoff = state.config.times().unsubscribeBackoff();
    announce(topic, false);
    for (var member : List.copyOf(mesh.members())) {
      PeerState peer = state.peers.get(member);
      if (peer != null) {
        links.prune(mesh, peer, backoff, now);
      }
    }
    state.meshes.remove(topic);
  }

  private void announce(String topic, boolean subscribe) {
    for (PeerState peer : state.peers.values()) {
      if (peer.writable()) {
        state.outbox.control(peer.id()).subscription(topic, subscribe);
      }
    }
  }

  /** Only topics that we know or the filter lets pass are remembered, and a limited number. */
  private boolean admit(PeerState peer, String topic) {
    boolean known = state.meshes.containsKey(topic);
    boolean allowed = !topic.isEmpty() && (known || state.config.topicFilter().test(topic));
    if (peer.subscribedTo(topic)) {
      return true;
    }
    if (!allowed || peer.topics().size() >= state.config.limits().topicsPerPeerMax()) {
      state.outbox.report(Occurrence.SUBSCRIPTION_REFUSED, state.reportable(topic));
      return false;
    }
    return peer.topics().add(topic);
  }

  /** A peer that opened a new stream may have been restarted and forgotten that we share a mesh. */
  private void affirm(PeerState peer, String topic) {
    Mesh mesh = state.meshes.get(topic);
    if (mesh != null && mesh.contains(peer.id())) {
      state.outbox.control(peer.id()).graft(topic);
    }
  }

  private void arrived(PeerState peer, String topic, Instant now) {
    if (!peer.writable()) {
      return;
    }
    Mesh mesh = state.meshes.get(topic);
    if (mesh != null
        && mesh.size() < state.config.mesh().meshSizeMin()
        && links.graftable(mesh, peer, now)) {
      links.graft(mesh, peer, now);
    }
    replayOwn(peer, topic, now);
  }

  /** Sends what was published a moment ago; a few times at most, however often the peer joins. */
  private void replayOwn(PeerState peer, String topic, Instant now) {
    for (GossipMessage message : state.own.of(topic, now)) {
      int times = state.cache.countRequest(message.id(), peer.id());
      if (times > 0 && times <= state.config.limits().iwantServedMax()) {
        state.outbox.message(message, List.of(peer.id()));
      }
    }
  }

  private void left(PeerState peer, String topic, Instant now) {
    Mesh mesh = state.meshes.get(topic);
    if (mesh != null) {
      links.drop(mesh, peer.id(), now);
    }
    state.fanout.remove(topic, peer.id());
  }

  private void leaveMeshes(PeerState peer, Instant now) {
    for (Mesh mesh : state.meshes.values()) {
      if (mesh.contains(peer.id())) {
        peer.meshedBefore().add(mesh.topic());
        links.drop(mesh, peer.id(), now);
      }
    }
    state.fanout.remove(peer.id());
  }
}
