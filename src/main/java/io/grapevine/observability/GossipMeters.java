package io.grapevine.observability;

import static io.grapevine.observability.GrapevineMeter.GOSSIP_ACCEPTED;
import static io.grapevine.observability.GrapevineMeter.GOSSIP_DROPPED;
import static io.grapevine.observability.GrapevineMeter.GOSSIP_DUPLICATES;
import static io.grapevine.observability.GrapevineMeter.GOSSIP_IGNORED;
import static io.grapevine.observability.GrapevineMeter.GOSSIP_MESH_SIZE;
import static io.grapevine.observability.GrapevineMeter.GOSSIP_RECEIVED;
import static io.grapevine.observability.GrapevineMeter.GOSSIP_REJECTED;
import static io.grapevine.observability.GrapevineMeter.GOSSIP_SENT;

import io.grapevine.libp2p.pubsub.DropReason;
import io.grapevine.libp2p.pubsub.PubSubObserver;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Messages and meshes of a peer's gossip. Safe for use by many threads. */
public final class GossipMeters implements PubSubObserver {
  private final MeterRegistry registry;
  private final Map<String, Integer> meshSizes = new ConcurrentHashMap<>();

  /** Makes the meters. */
  public GossipMeters(MeterRegistry registry) {
    this.registry = registry;
    for (String kind : List.of("offers", "outcomes", "peers")) {
      GOSSIP_MESH_SIZE.gauge(registry, () -> meshSizeOf(kind), kind);
    }
  }

  private int meshSizeOf(String kind) {
    return meshSizes.entrySet().stream()
        .filter(entry -> TagValues.topic(entry.getKey()).equals(kind))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  @Override
  public void received(String topic) {
    GOSSIP_RECEIVED.increment(registry, TagValues.topic(topic));
  }

  @Override
  public void accepted(String topic) {
    GOSSIP_ACCEPTED.increment(registry, TagValues.topic(topic));
  }

  @Override
  public void duplicate(String topic) {
    GOSSIP_DUPLICATES.increment(registry, TagValues.topic(topic));
  }

  @Override
  public void ignored(String topic) {
    GOSSIP_IGNORED.increment(registry, TagValues.topic(topic));
  }

  @Override
  public void rejected(String topic) {
    GOSSIP_REJECTED.increment(registry, TagValues.topic(topic));
  }

  @Override
  public void sent(String topic, int peers) {
    GOSSIP_SENT.add(registry, peers, TagValues.topic(topic));
  }

  @Override
  public void dropped(DropReason reason, int times) {
    GOSSIP_DROPPED.add(registry, times, TagValues.of(reason));
  }

  /** Only topics with a mesh are remembered; those are the ones that this peer subscribed to. */
  @Override
  public void meshSize(String topic, int size) {
    if (size == 0) {
      meshSizes.remove(topic);
    } else {
      meshSizes.put(topic, size);
    }
  }
}
