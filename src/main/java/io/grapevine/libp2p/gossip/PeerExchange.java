package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Peers named in a PRUNE, so that whoever is put out of a full mesh finds another one. Sent to
 * peers that behave, about peers that behave and have a signed record; taken only from peers with a
 * high score, and only with a record, which whoever dials has to check.
 */
final class PeerExchange {

  private final RouterState state;
  private final PeerPolicy policy;

  PeerExchange(RouterState state) {
    this.state = state;
    this.policy = state.config.peers();
  }

  /** Other members of the topic for a peer that we put out. */
  List<ExchangedPeer> offer(String topic, PeerState to, Instant now) {
    boolean understood = to.version().map(ProtocolVersion::announcesBackoff).orElse(false);
    if (!policy.exchange() || !understood || state.score(to, now) < 0) {
      return List.of();
    }
    List<PeerState> others =
        state.subscribers(
            topic,
            peer -> peer != to && peer.signedRecord().length > 0 && state.score(peer, now) >= 0);
    return state.choose(others, policy.exchangedMax()).stream()
        .map(peer -> new ExchangedPeer(peer.id(), peer.signedRecord()))
        .toList();
  }

  /** Follows what a PRUNE names, if the peer may bring others. */
  void take(PeerState from, List<ExchangedPeer> named, Instant now) {
    if (named.isEmpty() || !policy.exchange()) {
      return;
    }
    if (state.score(from, now) < policy.exchangeScoreMin()) {
      state.outbox.report(Occurrence.EXCHANGE_REFUSED, "", named.size());
      return;
    }
    List<ExchangedPeer> strangers = strangersAmong(named);
    int granted = from.takeExchanged(strangers.size(), policy.exchangedMax());
    state.choose(strangers, granted).forEach(state.outbox::dial);
  }

  /** Those with a record that we do not know, each once. */
  private List<ExchangedPeer> strangersAmong(List<ExchangedPeer> named) {
    Map<PeerId, ExchangedPeer> strangers = new LinkedHashMap<>();
    for (ExchangedPeer other : named) {
      if (other.signedRecord().length > 0 && stranger(other.peer())) {
        strangers.putIfAbsent(other.peer(), other);
      }
    }
    return List.copyOf(strangers.values());
  }

  private boolean stranger(PeerId peer) {
    return !peer.equals(state.self) && !state.peers.containsKey(peer);
  }
}
