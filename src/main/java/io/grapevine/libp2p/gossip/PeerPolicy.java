package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.peer.PeerId;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which peers are special, and whether peers may bring others.
 *
 * @param direct peers with which every message is exchanged outside of any mesh and whatever their
 *     score ("explicit peering agreements"); both sides must name each other
 * @param directDialBeats heartbeats between two looks whether they are all connected
 * @param exchange whether a PRUNE carries other members of the topic (peer exchange), and whether
 *     those in a PRUNE from others are dialled. Off by default: who knows the members needs it not
 * @param exchangedMax peers in one PRUNE, sent and taken
 * @param exchangeScoreMin score from which on a peer may bring others. The default is out of reach
 *     without weights for good behaviour, so that switching the exchange on only serves others
 */
public record PeerPolicy(
    Set<PeerId> direct,
    int directDialBeats,
    boolean exchange,
    int exchangedMax,
    double exchangeScoreMin) {

  private static final PeerPolicy DEFAULTS = new PeerPolicy(Set.of(), 300, false, 16, 10);

  public PeerPolicy {
    direct = Collections.unmodifiableSet(new LinkedHashSet<>(direct));
    Require.positive("directDialBeats", directDialBeats);
    Require.positive("exchangedMax", exchangedMax);
    Require.notNegative("exchangeScoreMin", exchangeScoreMin);
  }

  /** No direct peers and no exchange. */
  public static PeerPolicy defaults() {
    return DEFAULTS;
  }

  /** The same with these direct peers. */
  public PeerPolicy withDirect(Set<PeerId> peers) {
    return new PeerPolicy(peers, directDialBeats, exchange, exchangedMax, exchangeScoreMin);
  }

  /** The same with the exchange on, for peers with at least this score. */
  public PeerPolicy withExchange(double scoreMin) {
    return new PeerPolicy(direct, directDialBeats, true, exchangedMax, scoreMin);
  }
}
