package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The peers to which own messages go on topics that we publish on without subscribing. */
final class Fanout {

  private final Duration ttl;
  private final Map<String, Entry> topics = new LinkedHashMap<>();

  Fanout(Duration ttl) {
    this.ttl = ttl;
  }

  /** The peers of a topic, which the caller may add to; they live on from this publication. */
  Set<PeerId> publishing(String topic, Instant now) {
    Entry entry = topics.computeIfAbsent(topic, _ -> new Entry());
    entry.publishedAt = now;
    return entry.peers;
  }

  /** The topics with their peers, which the caller may change. */
  Map<String, Set<PeerId>> topics() {
    Map<String, Set<PeerId>> view = new LinkedHashMap<>();
    topics.forEach((topic, entry) -> view.put(topic, entry.peers));
    return view;
  }

  boolean contains(String topic) {
    return topics.containsKey(topic);
  }

  /** Ends a topic, because it gets a mesh. */
  Set<PeerId> remove(String topic) {
    Entry entry = topics.remove(topic);
    return entry == null ? Set.of() : entry.peers;
  }

  /** The peer can no longer be sent to. */
  void remove(PeerId peer) {
    topics.values().forEach(entry -> entry.peers.remove(peer));
  }

  /** The peer has left the topic. */
  void remove(String topic, PeerId peer) {
    Entry entry = topics.get(topic);
    if (entry != null) {
      entry.peers.remove(peer);
    }
  }

  /** Ends the topics that were not published on for a while. */
  void expire(Instant now) {
    topics.values().removeIf(entry -> !entry.publishedAt.plus(ttl).isAfter(now));
  }

  private static final class Entry {
    private final Set<PeerId> peers = new LinkedHashSet<>();
    private Instant publishedAt = Instant.EPOCH;
  }
}
