package io.grapevine.observability;

import static io.grapevine.observability.GrapevineMeter.CONNECTIONS;
import static io.grapevine.observability.GrapevineMeter.CONNECTIONS_OPENED;
import static io.grapevine.observability.GrapevineMeter.NETWORK_BYTES;
import static io.grapevine.observability.GrapevineMeter.NETWORK_REFUSALS;
import static io.grapevine.observability.GrapevineMeter.STREAMS;
import static io.grapevine.observability.GrapevineMeter.STREAMS_OPENED;

import io.grapevine.libp2p.host.HostObserver;
import io.grapevine.libp2p.host.Refusal;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Connections, streams and bytes of a host. Safe for use by many threads. */
public final class HostMeters implements HostObserver {
  private final MeterRegistry registry;
  private final AtomicInteger connectionsIn = new AtomicInteger();
  private final AtomicInteger connectionsOut = new AtomicInteger();
  private final AtomicInteger streamsIn = new AtomicInteger();
  private final AtomicInteger streamsOut = new AtomicInteger();

  // Counted on every read and write, hence without a look-up in the registry.
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();

  /** Makes the meters. */
  public HostMeters(MeterRegistry registry) {
    this.registry = registry;
    CONNECTIONS.gauge(registry, connectionsIn::get, TagValues.INBOUND);
    CONNECTIONS.gauge(registry, connectionsOut::get, TagValues.OUTBOUND);
    STREAMS.gauge(registry, streamsIn::get, TagValues.INBOUND);
    STREAMS.gauge(registry, streamsOut::get, TagValues.OUTBOUND);
    NETWORK_BYTES.counts(registry, bytesIn, LongAdder::doubleValue, TagValues.INBOUND);
    NETWORK_BYTES.counts(registry, bytesOut, LongAdder::doubleValue, TagValues.OUTBOUND);
  }

  @Override
  public void connectionOpened(boolean outbound) {
    (outbound ? connectionsOut : connectionsIn).incrementAndGet();
    CONNECTIONS_OPENED.increment(registry, TagValues.direction(outbound));
  }

  @Override
  public void connectionClosed(boolean outbound) {
    (outbound ? connectionsOut : connectionsIn).decrementAndGet();
  }

  @Override
  public void streamOpened(String protocol, boolean outbound) {
    (outbound ? streamsOut : streamsIn).incrementAndGet();
    STREAMS_OPENED.increment(registry, TagValues.direction(outbound), protocol);
  }

  @Override
  public void streamClosed(String protocol, boolean outbound) {
    (outbound ? streamsOut : streamsIn).decrementAndGet();
  }

  @Override
  public void bytesIn(long bytes) {
    bytesIn.add(bytes);
  }

  @Override
  public void bytesOut(long bytes) {
    bytesOut.add(bytes);
  }

  @Override
  public void refused(Refusal reason) {
    NETWORK_REFUSALS.increment(registry, TagValues.of(reason.kind()), TagValues.of(reason));
  }
}
