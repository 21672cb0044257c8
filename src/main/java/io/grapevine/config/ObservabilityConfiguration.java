package io.grapevine.config;

import io.grapevine.coordination.CoordinationService;
import io.grapevine.execution.HandlerCatalog;
import io.grapevine.observability.GossipMeters;
import io.grapevine.observability.HostMeters;
import io.grapevine.observability.JobLog;
import io.grapevine.observability.JobMeters;
import io.grapevine.observability.Listeners;
import io.grapevine.observability.NetworkHealthIndicator;
import io.grapevine.observability.NetworkMeters;
import io.grapevine.observability.PeerGauges;
import io.grapevine.observability.ResourceGauges;
import io.grapevine.observability.StoreHealthIndicator;
import io.grapevine.observability.WorkerMeters;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Meters, log lines and health of the peer of this process. */
@Configuration(proxyBeanMethods = false)
class ObservabilityConfiguration {

  @Bean
  PeerObservers peerObservers(MeterRegistry registry, HandlerCatalog catalog) {
    return new PeerObservers(
        new HostMeters(registry),
        new GossipMeters(registry),
        new NetworkMeters(registry),
        new Listeners(
            List.of(
                new JobMeters(registry, type -> catalog.find(type).isPresent()),
                new WorkerMeters(registry),
                new JobLog())));
  }

  @Bean
  PeerGauges peerGauges(Peer peer) {
    return new PeerGauges(() -> peer.figures().snapshot());
  }

  @Bean
  ResourceGauges resourceGauges(Peer peer) {
    return new ResourceGauges(peer.host()::resources, peer.host().limits());
  }

  /** Named {@code network} in the readiness group. */
  @Bean("network")
  NetworkHealthIndicator networkHealth(
      CoordinationService coordination, NetworkProperties properties) {
    return new NetworkHealthIndicator(coordination::network, properties.alone());
  }

  /** Named {@code store} in the readiness group. */
  @Bean("store")
  StoreHealthIndicator storeHealth(Peer peer) {
    return new StoreHealthIndicator(peer.journal()::health);
  }
}
