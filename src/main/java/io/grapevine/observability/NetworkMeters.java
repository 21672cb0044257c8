package io.grapevine.observability;

import static io.grapevine.observability.GrapevineMeter.ANSWERS_DROPPED;
import static io.grapevine.observability.GrapevineMeter.INTRODUCTIONS;
import static io.grapevine.observability.GrapevineMeter.OUTCOMES_READ;
import static io.grapevine.observability.GrapevineMeter.STREAMS_MALFORMED;

import io.grapevine.network.NetworkObserver;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What was not sound or did not arrive between peers, and whom they met. Safe for use by many
 * threads.
 */
public final class NetworkMeters implements NetworkObserver {
  private final MeterRegistry registry;

  /** Makes the meters as they are needed. */
  public NetworkMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void streamMalformed(String protocol) {
    STREAMS_MALFORMED.increment(registry, protocol);
  }

  @Override
  public void caughtUp(int outcomes) {
    OUTCOMES_READ.add(registry, outcomes);
  }

  @Override
  public void introduced(boolean reached) {
    INTRODUCTIONS.increment(registry, reached ? "reached" : "failed");
  }

  @Override
  public void bidDropped() {
    ANSWERS_DROPPED.increment(registry);
  }
}
