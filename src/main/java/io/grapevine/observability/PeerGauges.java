package io.grapevine.observability;

import static io.grapevine.observability.GrapevineMeter.EVENTS_WAITING;
import static io.grapevine.observability.GrapevineMeter.JOBS_ACTIVE;
import static io.grapevine.observability.GrapevineMeter.JOBS_ACTIVE_LIMIT;
import static io.grapevine.observability.GrapevineMeter.JOBS_WAITING;
import static io.grapevine.observability.GrapevineMeter.LISTENER_FAILURES;
import static io.grapevine.observability.GrapevineMeter.OUTCOMES_CONFLICTING;
import static io.grapevine.observability.GrapevineMeter.OUTCOMES_DROPPED;
import static io.grapevine.observability.GrapevineMeter.OUTCOMES_FORGED;
import static io.grapevine.observability.GrapevineMeter.OUTCOMES_KEPT;
import static io.grapevine.observability.GrapevineMeter.OUTCOMES_UNCHECKED;
import static io.grapevine.observability.GrapevineMeter.PEERS_KNOWN;
import static io.grapevine.observability.GrapevineMeter.WATCHES;
import static io.grapevine.observability.GrapevineMeter.WORKER_RESERVED;
import static io.grapevine.observability.GrapevineMeter.WORKER_RUNNING;
import static io.grapevine.observability.GrapevineMeter.WORKER_SLOTS;

import io.grapevine.coordination.CoordinationSnapshot;
import io.grapevine.job.Priority;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** Where a peer stands at the moment of asking. */
public final class PeerGauges implements MeterBinder {
  private final Supplier<CoordinationSnapshot> snapshots;

  /** Gauges of the peer that takes these snapshots. */
  public PeerGauges(Supplier<CoordinationSnapshot> snapshots) {
    this.snapshots = snapshots;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    gauge(registry, JOBS_ACTIVE, CoordinationSnapshot::activeJobs);
    gauge(registry, JOBS_ACTIVE_LIMIT, CoordinationSnapshot::activeJobsMax);
    for (Priority priority : Priority.values()) {
      JOBS_WAITING.gauge(
          registry,
          () -> snapshots.get().waitingJobs().getOrDefault(priority, 0),
          TagValues.of(priority));
    }
    gauge(registry, EVENTS_WAITING, CoordinationSnapshot::waitingEvents);
    OUTCOMES_KEPT.gauge(registry, () -> snapshots.get().ledger().entries());
    OUTCOMES_CONFLICTING.counts(registry, snapshots, source -> source.get().ledger().conflicting());
    OUTCOMES_DROPPED.counts(registry, snapshots, source -> source.get().ledger().dropped());
    OUTCOMES_UNCHECKED.gauge(registry, () -> snapshots.get().ledger().unchecked());
    OUTCOMES_FORGED.counts(registry, snapshots, source -> source.get().ledger().forged());
    gauge(registry, PEERS_KNOWN, CoordinationSnapshot::knownPeers);
    gauge(registry, WATCHES, CoordinationSnapshot::watches);
    gauge(registry, WORKER_RESERVED, CoordinationSnapshot::reserved);
    gauge(registry, WORKER_RUNNING, CoordinationSnapshot::running);
    gauge(registry, WORKER_SLOTS, CoordinationSnapshot::slots);
    LISTENER_FAILURES.counts(registry, snapshots, source -> source.get().listenerFailures());
  }

  private void gauge(
      MeterRegistry registry, GrapevineMeter meter, ToIntFunction<CoordinationSnapshot> figure) {
    meter.gauge(registry, () -> figure.applyAsInt(snapshots.get()));
  }
}
