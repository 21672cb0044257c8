package io.grapevine.observability;

import io.grapevine.coordination.NetworkView;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Up as soon as gossip can reach somebody, which means a mesh on some topic; a peer that is meant
 * to be alone is always up. Part of readiness, as {@code network}.
 */
public final class NetworkHealthIndicator implements HealthIndicator {
  private final Supplier<NetworkView> network;
  private final boolean alone;

  /**
   * Judges a network.
   *
   * @param alone whether this peer is configured to do without others
   */
  public NetworkHealthIndicator(Supplier<NetworkView> network, boolean alone) {
    this.network = network;
    this.alone = alone;
  }

  @Override
  public Health health() {
    NetworkView view = network.get();
    long meshes = view.topics().stream().filter(topic -> !topic.mesh().isEmpty()).count();
    Health.Builder health = alone || meshes > 0 ? Health.up() : Health.outOfService();
    health
        .withDetail("connections", view.connections().size())
        .withDetail("topicsWithMesh", meshes)
        .withDetail("alone", alone);
    if (!alone && meshes == 0) {
      health.withDetail(
          "advice",
          view.connections().isEmpty()
              ? "no peer is connected; check the bootstrap addresses and that one of them is up"
              : "peers are connected and none of them gossips with this one yet");
    }
    return health.build();
  }
}
