package io.grapevine.observability;

import static io.grapevine.observability.GrapevineMeter.WORKER_DECLINES;
import static io.grapevine.observability.GrapevineMeter.WORKER_REFUSALS;
import static io.grapevine.observability.GrapevineMeter.WORKER_RELEASES;
import static io.grapevine.observability.GrapevineMeter.WORKER_RESERVATIONS;
import static io.grapevine.observability.GrapevineMeter.WORKER_RESULTS_EXPIRED;
import static io.grapevine.observability.GrapevineMeter.WORKER_RUNS;
import static io.grapevine.observability.GrapevineMeter.WORKER_SKIPS;

import io.grapevine.coordination.CoordinationListener;
import io.grapevine.worker.WorkerReport;
import io.micrometer.core.instrument.MeterRegistry;

/** The worker's side of a peer, in figures. */
public final class WorkerMeters implements CoordinationListener {
  private final MeterRegistry registry;

  /** Makes the meters. */
  public WorkerMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void workerReport(WorkerReport report) {
    switch (report) {
      case WorkerReport.Reserved _ -> WORKER_RESERVATIONS.increment(registry);
      case WorkerReport.Released released ->
          WORKER_RELEASES.increment(registry, TagValues.of(released.cause()));
      case WorkerReport.Refused refused ->
          WORKER_REFUSALS.increment(registry, TagValues.of(refused.reason()));
      case WorkerReport.Skipped skipped ->
          WORKER_SKIPS.increment(registry, TagValues.of(skipped.why()));
      case WorkerReport.Declined declined ->
          WORKER_DECLINES.increment(registry, TagValues.of(declined.reason()));
      case WorkerReport.Queued _, WorkerReport.RunStarted _ -> {}
      case WorkerReport.RunEnded ended ->
          WORKER_RUNS.increment(registry, ended.succeeded() ? "succeeded" : "failed");
      case WorkerReport.ResultExpired _ -> WORKER_RESULTS_EXPIRED.increment(registry);
    }
  }
}
