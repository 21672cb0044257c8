package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The score of each peer (specification 1.1): the sum over its topics, capped, plus what the
 * application thinks of it (P5), how many share its address (P6) and how it behaves (P7). A bad
 * score outlives the connection for a while, so that reconnecting does not wash it off.
 */
final class PeerScores {

  private final ScoreConfig config;
  private final Map<PeerId, Standing> peers = new LinkedHashMap<>();

  /** Connected peers by address; only looked up by key. */
  private final Map<String, Integer> colocated = new LinkedHashMap<>();

  private @Nullable Instant nextDecay;
  private int departed;

  PeerScores(ScoreConfig config) {
    this.config = config;
  }

  /**
   * A peer is connected.
   *
   * @param address where it comes from, empty when unknown
   */
  void connected(PeerId peer, String address) {
    Standing standing = peers.computeIfAbsent(peer, _ -> new Standing());
    if (standing.connected) {
      return;
    }
    if (standing.leftAt != null) {
      departed--;
    }
    standing.connected = true;
    standing.leftAt = null;
    standing.address = address;
    if (!address.isEmpty()) {
      colocated.merge(address, 1, Integer::sum);
    }
  }

  /** A peer is gone; its standing is kept only if it is bad. */
  void disconnected(PeerId peer, Instant now) {
    Standing standing = peers.get(peer);
    if (standing == null || !standing.connected) {
      return;
    }
    for (TopicStats topic : standing.topics.values()) {
      topic.pruned(now);
      topic.forgetDeliveries();
    }
    boolean bad = score(peer, now) < 0;
    standing.connected = false;
    if (!standing.address.isEmpty()) {
      colocated.computeIfPresent(standing.address, (at, count) -> count > 1 ? count - 1 : null);
    }
    peers.remove(peer);
    if (bad) {
      standing.leftAt = now;
      peers.put(peer, standing);
      departed++;
      dropOldestDeparted();
    }
  }

  void grafted(PeerId peer, String topic, Instant now) {
    change(peer, topic, stats -> stats.grafted(now));
  }

  void pruned(PeerId peer, String topic, Instant now) {
    change(peer, topic, stats -> stats.pruned(now));
  }

  /** The peer was the first to deliver a valid message. */
  void firstDelivery(PeerId peer, String topic) {
    change(peer, topic, TopicStats::firstDelivery);
  }

  /**
   * The peer delivered a copy of a valid message.
   *
   * @param delay since the first copy came; after the window it no longer counts
   */
  void copyDelivery(PeerId peer, String topic, Duration delay) {
    if (delay.compareTo(config.topic(topic).meshDeliveriesWindow()) <= 0) {
      change(peer, topic, TopicStats::meshDelivery);
    }
  }

  /** The peer delivered an invalid message (P4). */
  void invalidMessage(PeerId peer, String topic) {
    change(peer, topic, TopicStats::invalidMessage);
  }

  /** The peer broke a rule so many times (P7). */
  void misbehaved(PeerId peer, int times) {
    Standing standing = peers.get(peer);
    if (standing != null) {
      standing.behaviour += times;
    }
  }

  double score(PeerId peer, Instant now) {
    Standing standing = peers.get(peer);
    if (standing == null) {
      return 0;
    }
    double topics = 0;
    for (TopicStats topic : standing.topics.values()) {
      topics += topic.score(now);
    }
    if (config.topicScoreCap() > 0) {
      topics = Math.min(topics, config.topicScoreCap());
    }
    return topics
        + config.applicationWeight() * config.application().applyAsDouble(peer)
        + config.colocationWeight() * squaredColocation(standing)
        + config.behaviourWeight() * squaredMisbehaviour(standing);
  }

  /** Lets the counters decay once per interval that has passed, and forgets the long gone. */
  void decay(Instant now) {
    Instant due = nextDecay == null ? now.plus(config.decayInterval()) : nextDecay;
    // After a long pause one step is enough: being late must not cost more than a heartbeat.
    if (!due.isAfter(now)) {
      peers.values().forEach(this::decay);
      due = now.plus(config.decayInterval());
    }
    nextDecay = due;
    forgetDeparted(now);
  }

  /** Peers with a standing, connected or not. */
  int size() {
    return peers.size();
  }

  private void decay(Standing standing) {
    double zero = config.decayToZero();
    standing.behaviour = TopicStats.decayed(standing.behaviour, config.behaviourDecay(), zero);
    standing.topics.values().forEach(topic -> topic.decay(zero));
  }

  private void forgetDeparted(Instant now) {
    peers
        .values()
        .removeIf(
            standing -> {
              Instant left = standing.leftAt;
              boolean over = left != null && !left.plus(config.retainFor()).isAfter(now);
              departed -= over ? 1 : 0;
              return over;
            });
  }

  private void dropOldestDeparted() {
    Iterator<Standing> each = peers.values().iterator();
    while (departed > config.retainMax() && each.hasNext()) {
      if (each.next().leftAt != null) {
        each.remove();
        departed--;
      }
    }
  }

  private double squaredColocation(Standing standing) {
    int here = colocated.getOrDefault(standing.address, 0);
    double surplus = Math.max(0, here - config.colocationThreshold());
    return surplus * surplus;
  }

  private double squaredMisbehaviour(Standing standing) {
    double excess = Math.max(0, standing.behaviour - config.behaviourThreshold());
    return excess * excess;
  }

  private void change(PeerId peer, String topic, Consumer<TopicStats> change) {
    Standing standing = peers.get(peer);
    if (standing != null) {
      change.accept(
          standing.topics.computeIfAbsent(topic, name -> new TopicStats(config.topic(name))));
    }
  }

  private static final class Standing {
    private final Map<String, TopicStats> topics = new LinkedHashMap<>();
    private boolean connected;
    private @Nullable Instant leftAt;
    private String address = "";
    private double behaviour;
  }
}
