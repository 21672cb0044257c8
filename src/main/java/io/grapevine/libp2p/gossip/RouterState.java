package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** What the parts of the router share; confined to the thread that drives it. */
final class RouterState {

  final PeerId self;
  final GossipConfig config;
  final RandomGenerator random;
  final Outbox outbox = new Outbox();
  final Map<PeerId, PeerState> peers = new LinkedHashMap<>();

  /** One mesh for each topic that we have subscribed to. */
  final Map<String, Mesh> meshes = new LinkedHashMap<>();

  final Fanout fanout;
  final MessageCache cache;
  final OwnMessages own;
  final SeenCache seen;
  final BackoffTable backoffs;
  final GossipPromises promises;
  final PeerScores scores;
  final Validations validations;
  final AuthorSequences sequences;

  RouterState(PeerId self, GossipConfig config, RandomGenerator random) {
    this.self = self;
    this.config = config;
    this.random = random;
    GossipLimits limits = config.limits();
    GossipTimes times = config.times();
    fanout = new Fanout(times.fanoutFor());
    cache =
        new MessageCache(
            limits.historyWindows(), limits.historyAdvertised(), limits.historyBytesMax());
    own = new OwnMessages(times.ownReplay());
    seen = new SeenCache(times.seenFor(), limits.seenMax());
    backoffs = new BackoffTable(times.backoffMax(), limits.backoffsMax());
    promises = new GossipPromises(limits.promisesMax());
    scores = new PeerScores(config.score());
    sequences = new AuthorSequences(config.sequence(), times.seenFor(), limits.authorsMax());
    validations = new Validations(limits.validationsMax(), limits.validationBytesMax());
  }

  double score(PeerState peer, Instant now) {
    return scores.score(peer.id(), now);
  }

  /** Whether every message is exchanged with the peer, outside of any mesh. */
  boolean direct(PeerId peer) {
    return config.peers().direct().contains(peer);
  }

  /**
   * Peers that have subscribed to the topic, can be sent to and meet the condition, in any order.
   */
  List<PeerState> subscribers(String topic, Predicate<PeerState> condition) {
    List<PeerState> found = new ArrayList<>();
    for (PeerState peer : peers.values()) {
      if (peer.writable() && peer.subscribedTo(topic) && condition.test(peer)) {
        found.add(peer);
      }
    }
    return found;
  }

  /** Up to {@code count} of them, by chance. */
  <T> List<T> choose(List<T> from, int count) {
    if (count <= 0) {
      return List.of();
    }
    List<T> shuffled = new ArrayList<>(from);
    Collections.shuffle(shuffled, random);
    return shuffled.size() <= count ? shuffled : shuffled.subList(0, count);
  }

  /** The topic if it may appear in a report, otherwise empty: remote peers choose other names. */
  String reportable(String topic) {
    return meshes.containsKey(topic) ? topic : "";
  }
}
