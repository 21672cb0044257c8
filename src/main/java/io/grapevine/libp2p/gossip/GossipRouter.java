package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * GossipSub 1.1 with IDONTWANT of 1.2 (libp2p specs, "pubsub/gossipsub") for one peer.
 *
 * <p>{@link #handle} is the only door for facts: it runs to completion and never throws for
 * anything that a remote peer can cause. Its effects are to be carried out in order. {@link
 * #nextDeadline} says when {@link Event.DeadlineReached} is wanted; one too many is harmless, a
 * late one delays the heartbeat. Not thread-safe. The same events, times and random numbers give
 * the same effects.
 *
 * <p>Own messages are not handed back to this peer.
 */
public final class GossipRouter {

  private final RouterState state;
  private final Membership membership;
  private final MeshLinks links;
  private final LazyGossip lazyGossip;
  private final MessageFlow messages;
  private final DirectPeers directPeers;

  /** A heartbeat, in this order: judge peers, mend meshes, tell the others, grow older. */
  private final List<Consumer<Instant>> heartbeat;

  private Instant nextHeartbeat;

  /**
   * @param self whose messages are own
   * @param random decides which peers are chosen; must not be predictable for attackers
   * @param now when the first heartbeat interval begins
   */
  public GossipRouter(PeerId self, GossipConfig config, RandomGenerator random, Instant now) {
    state = new RouterState(self, config, random);
    links = new MeshLinks(state);
    membership = new Membership(state, links);
    lazyGossip = new LazyGossip(state);
    messages = new MessageFlow(state, lazyGossip);
    directPeers = new DirectPeers(state);
    MeshUpkeep upkeep = new MeshUpkeep(state, links);
    heartbeat =
        List.of(
            this::beginBeat,
            this::punishBrokenPromises,
            this::disconnectSlowPeers,
            state.scores::decay,
            upkeep::beat,
            this::mendFanout,
            lazyGossip::advertise,
            this::grow);
    nextHeartbeat = now.plus(config.times().heartbeatFirst());
  }

  /**
   * Takes one fact.
   *
   * @param now never earlier than before
   */
  public List<Effect> handle(Event event, Instant now) {
    switch (event) {
      case Event.RpcReceived received -> known(received.peer(), p -> rpc(p, received.rpc(), now));
      case Event.MessageValidated done -> messages.validated(done.message(), done.validity(), now);
      case Event.Publish publish -> messages.publish(publish.message(), now);
      case Event.DeadlineReached _ -> deadline(now);
      case Event.Subscribe subscribe -> membership.subscribe(subscribe.topic(), now);
      case Event.Unsubscribe unsubscribe -> membership.unsubscribe(unsubscribe.topic(), now);
      case Event.PeerConnected connected -> membership.connected(connected);
      case Event.PeerDisconnected lost ->
          known(lost.peer(), peer -> membership.disconnected(peer, now));
      case Event.OutgoingOpened opened ->
          known(opened.peer(), peer -> membership.opened(peer, opened.version(), now));
      case Event.OutgoingClosed closed ->
          known(closed.peer(), peer -> membership.closed(peer, now));
      case Event.IncomingOpened opened -> known(opened.peer(), membership::heard);
      case Event.PeerRecorded told ->
          known(told.peer(), peer -> peer.signedRecord(told.signedRecord()));
      case Event.PeerSlow slow -> known(slow.peer(), peer -> slow(peer, slow.stalled()));
    }
    return state.outbox.take();
  }

  /** When the next heartbeat is due; always present. */
  public Optional<Instant> nextDeadline() {
    return Optional.of(nextHeartbeat);
  }

  /** Topics subscribed to, in the order of subscription. */
  public Set<String> topics() {
    return new LinkedHashSet<>(state.meshes.keySet());
  }

  /** Members of the topic's mesh. */
  public Set<PeerId> mesh(String topic) {
    Mesh mesh = state.meshes.get(topic);
    return mesh == null ? Set.of() : new LinkedHashSet<>(mesh.members());
  }

  /** Peers that have subscribed to the topic and can be sent to. */
  public Set<PeerId> subscribers(String topic) {
    Set<PeerId> found = new LinkedHashSet<>();
    state.subscribers(topic, any -> true).forEach(peer -> found.add(peer.id()));
    return found;
  }

  /** The peer's score; 0 for a stranger. */
  public double score(PeerId peer, Instant now) {
    return state.scores.score(peer, now);
  }

  /** How much the router holds at this moment. */
  public Holdings holdings() {
    return new Holdings(
        state.peers.size(),
        state.scores.size(),
        state.seen.size(),
        state.cache.size(),
        state.cache.bytes(),
        state.validations.size(),
        state.backoffs.size(),
        state.promises.size());
  }

  private void known(PeerId id, Consumer<PeerState> then) {
    PeerState peer = state.peers.get(id);
    if (peer != null) {
      then.accept(peer);
    }
  }

  private void rpc(PeerState peer, Rpc rpc, Instant now) {
    // Subscriptions are taken from a graylisted peer too, or it would stay unknown when forgiven.
    membership.subscriptions(peer, rpc.subscriptions(), now);
    double score = state.direct(peer.id()) ? 0 : state.score(peer, now);
    if (score < state.config.score().thresholds().graylist()) {
      state.outbox.report(Occurrence.GRAYLISTED, "");
      return;
    }
    // What a peer does not want must be known before its messages are forwarded.
    lazyGossip.idontwant(peer, rpc.idontwants());
    rpc.messages().forEach(message -> messages.received(peer, message, now));
    rpc.grafts().forEach(topic -> links.grafted(peer, topic, now));
    rpc.prunes().forEach(prune -> links.pruned(peer, prune, now));
    if (!rpc.ihaves().isEmpty()) {
      lazyGossip.ihave(peer, rpc.ihaves(), now);
    }
    if (!rpc.iwants().isEmpty()) {
      lazyGossip.iwant(peer, rpc.iwants(), now);
    }
  }

  private void deadline(Instant now) {
    if (nextHeartbeat.isAfter(now)) {
      return;
    }
    heartbeat.forEach(step -> step.accept(now));
    Duration interval = state.config.times().heartbeat();
    Instant next = nextHeartbeat.plus(interval);
    // Missed heartbeats are not made up for.
    nextHeartbeat = next.isAfter(now) ? next : now.plus(interval);
  }

  private void beginBeat(Instant now) {
    state.peers.values().forEach(PeerState::beat);
    state.backoffs.expire(state.config.times().heartbeat(), now);
    directPeers.beat();
  }

  /** Data was dropped first; a peer that is slow for many heartbeats is let go. */
  private void disconnectSlowPeers(Instant now) {
    for (PeerState peer : state.peers.values()) {
      if (peer.slowBeats() == state.config.limits().slowBeatsMax()) {
        letGo(peer);
      }
    }
  }

  private void slow(PeerState peer, boolean stalled) {
    if (stalled) {
      letGo(peer);
    } else {
      peer.slow();
    }
  }

  private void letGo(PeerState peer) {
    state.outbox.report(Occurrence.SLOW_PEER, "");
    state.outbox.disconnect(peer.id());
  }

  private void punishBrokenPromises(Instant now) {
    BiConsumer<PeerId, Integer> punish =
        (peer, count) -> {
          state.scores.misbehaved(peer, count);
          state.outbox.report(Occurrence.PROMISE_BROKEN, "", count);
        };
    state.promises.takeBroken(now).forEach(punish);
  }

  private void mendFanout(Instant now) {
    state.fanout.expire(now);
    double threshold = state.config.score().thresholds().publish();
    for (Map.Entry<String, Set<PeerId>> topic : state.fanout.topics().entrySet()) {
      Set<PeerId> peers = topic.getValue();
      peers.removeIf(peer -> state.scores.score(peer, now) < threshold);
      List<PeerState> others =
          new ArrayList<>(
              state.subscribers(
                  topic.getKey(),
                  peer ->
                      !peers.contains(peer.id())
                          && !state.direct(peer.id())
                          && state.score(peer, now) >= threshold));
      int missing = state.config.mesh().meshSize() - peers.size();
      state.choose(others, missing).forEach(peer -> peers.add(peer.id()));
    }
  }

  private void grow(Instant now) {
    state.cache.shift();
    state.seen.expire(now);
  }
}
