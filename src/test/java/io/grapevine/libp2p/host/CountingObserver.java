package io.grapevine.libp2p.host;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what a host reports. */
final class CountingObserver implements HostObserver {
  final AtomicInteger connections = new AtomicInteger();
  final AtomicInteger streams = new AtomicInteger();
  private final Map<Refusal, Integer> refusals = new ConcurrentHashMap<>();

  int refusals(Refusal reason) {
    return refusals.getOrDefault(reason, 0);
  }

  @Override
  public void connectionOpened(boolean outbound) {
    connections.incrementAndGet();
  }

  @Override
  public void connectionClosed(boolean outbound) {
    connections.decrementAndGet();
  }

  @Override
  public void streamOpened(String protocol, boolean outbound) {
    streams.incrementAndGet();
  }

  @Override
  public void streamClosed(String protocol, boolean outbound) {
    streams.decrementAndGet();
  }

  @Override
  public void refused(Refusal reason) {
    refusals.merge(reason, 1, Integer::sum);
  }
}
