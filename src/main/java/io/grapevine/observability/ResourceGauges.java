package io.grapevine.observability;

import io.grapevine.libp2p.resources.ResourceLimits;
import io.grapevine.libp2p.resources.ResourceSnapshot;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.Supplier;

/** What the libp2p host of a peer holds, beside what it may hold. */
public final class ResourceGauges implements MeterBinder {
  private final Supplier<ResourceSnapshot> snapshots;
  private final ResourceLimits limits;

  /** Gauges of the host that takes these snapshots and has these limits. */
  public ResourceGauges(Supplier<ResourceSnapshot> snapshots, ResourceLimits limits) {
    this.snapshots = snapshots;
    this.limits = limits;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    GrapevineMeter.HANDSHAKES.gauge(registry, () -> snapshots.get().handshakes());
    GrapevineMeter.DIALS.gauge(registry, () -> snapshots.get().dials());
    GrapevineMeter.BUFFERS.gauge(registry, () -> snapshots.get().bufferedBytes());
    GrapevineMeter.GOSSIP_QUEUED.gauge(registry, () -> snapshots.get().gossipBytes());
    GrapevineMeter.CONNECTIONS_LIMIT.gauge(registry, () -> limits.connections().total());
    GrapevineMeter.BUFFERS_LIMIT.gauge(registry, () -> limits.memory().buffered());
    GrapevineMeter.GOSSIP_QUEUED_LIMIT.gauge(registry, () -> limits.memory().gossip());
  }
}
