package io.grapevine.config;

import io.grapevine.coordination.CoordinationListener;
import io.grapevine.coordination.CoordinationService;
import io.grapevine.coordination.JobTracing;
import io.grapevine.execution.HandlerCatalog;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.observability.GossipMeters;
import io.grapevine.observability.HostMeters;
import io.grapevine.observability.JobLog;
import io.grapevine.observability.JobMeters;
import io.grapevine.observability.JobTraces;
import io.grapevine.observability.Listeners;
import io.grapevine.observability.NetworkHealthIndicator;
import io.grapevine.observability.NetworkMeters;
import io.grapevine.observability.PeerGauges;
import io.grapevine.observability.PeerTracing;
import io.grapevine.observability.RequestMeters;
import io.grapevine.observability.ResourceGauges;
import io.grapevine.observability.Spans;
import io.grapevine.observability.StoreHealthIndicator;
import io.grapevine.observability.StoreMeters;
import io.grapevine.observability.WorkerMeters;
import io.grapevine.storage.WriterFigures;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Meters, traces, log lines and health of the peer of this process. */
@Configuration(proxyBeanMethods = false)
class ObservabilityConfiguration {

  @Bean
  PeerObservers peerObservers(
      MeterRegistry registry,
      HandlerCatalog catalog,
      KeyPair identity,
      ObjectProvider<Tracer> tracer,
      ObjectProvider<Propagator> propagator) {
    CoordinationListener jobs = new JobLog();
    JobTracing tracing = JobTracing.NONE;
    Tracer exporting = tracer.getIfAvailable();
    if (exporting != null) {
      Spans spans = new Spans(exporting, propagator.getObject());
      JobTraces traces = new JobTraces(spans, jobs);
      tracing = new PeerTracing(spans, traces);
      jobs = traces;
    }
    return new PeerObservers(
        new HostMeters(registry),
        new GossipMeters(registry),
        new NetworkMeters(registry),
        new Listeners(
            List.of(
                new JobMeters(registry, type -> catalog.find(type).isPresent()),
                new RequestMeters(registry, identity::peerId),
                new WorkerMeters(registry),
                jobs)),
        tracing);
  }

  @Bean
  PeerGauges peerGauges(Peer peer) {
    return new PeerGauges(() -> peer.figures().snapshot());
  }

  /** None where everything is in memory. */
  @Bean
  MeterBinder storeMeters(Store store) {
    return store
        .database()
        .<MeterBinder>map(database -> new StoreMeters(() -> figures(database.writer().figures())))
        .orElse(_ -> {});
  }

  private static StoreMeters.Figures figures(WriterFigures written) {
    return new StoreMeters.Figures(
        written.groups(),
        written.commitNanos(),
        written.writes(),
        written.failed(),
        written.queued());
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

  /** Named {@code store} in the health of the peer, and not in the readiness group. */
  @Bean("store")
  StoreHealthIndicator storeHealth(Peer peer) {
    return new StoreHealthIndicator(peer.journal()::health);
  }
}
