package io.grapevine.observability;

import static io.grapevine.observability.GrapevineMeter.BATCHES_ACTIVE;
import static io.grapevine.observability.GrapevineMeter.BATCHES_FINISHED;
import static io.grapevine.observability.GrapevineMeter.BATCHES_SUBMITTED;
import static io.grapevine.observability.GrapevineMeter.BATCH_ITEMS;
import static io.grapevine.observability.GrapevineMeter.JOBS_RESUMED;
import static io.grapevine.observability.GrapevineMeter.REQUESTS_REFUSED;

import io.grapevine.coordination.CoordinationListener;
import io.grapevine.coordination.Submission;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.libp2p.peer.PeerId;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What is taken in here and what is not: requests, batches, and jobs from before. */
public final class RequestMeters implements CoordinationListener {
  private final MeterRegistry registry;
  private final Supplier<PeerId> self;
  private final Set<JobId> batches = ConcurrentHashMap.newKeySet();

  /**
   * Makes the meters.
   *
   * @param self the requester; asked for when a job is resumed
   */
  public RequestMeters(MeterRegistry registry, Supplier<PeerId> self) {
    this.registry = registry;
    this.self = self;
    BATCHES_ACTIVE.gauge(registry, batches::size);
  }

  @Override
  public void requestAnswered(Submission answer) {
    reason(answer).ifPresent(reason -> REQUESTS_REFUSED.increment(registry, reason));
  }

  private static Optional<String> reason(Submission answer) {
    return switch (answer) {
      case Submission.QueueFull _ -> Optional.of("queue_full");
      case Submission.OverQuota _ -> Optional.of("over_quota");
      case Submission.StorageUnavailable _ -> Optional.of("storage_unavailable");
      case Submission.NotAccepting _ -> Optional.of("not_accepting");
      case Submission.Accepted _,
          Submission.Repeated _,
          Submission.KeyConflict _,
          Submission.InvalidPayload _,
          Submission.OutOfRange _ ->
          Optional.empty();
    };
  }

  @Override
  public void batchAdmitted(JobId batch, int items) {
    BATCHES_SUBMITTED.increment(registry);
    BATCH_ITEMS.add(registry, items);
    remember(batch);
  }

  @Override
  public void jobResumed(List<JobEvent> history) {
    if (history.getFirst() instanceof JobEvent.Submitted submitted) {
      JOBS_RESUMED.increment(registry, owner(history).equals(self.get()) ? "own" : "other");
      if (submitted.spec().isBatch()) {
        remember(submitted.job());
      }
    }
  }

  /** Who looked after the job last. */
  private static PeerId owner(List<JobEvent> history) {
    for (JobEvent event : history.reversed()) {
      if (event instanceof JobEvent.Resumed resumed) {
        return resumed.requester();
      }
    }
    return ((JobEvent.Submitted) history.getFirst()).requester();
  }

  private void remember(JobId batch) {
    if (batches.size() < JobMemory.JOBS_MAX) {
      batches.add(batch);
    }
  }

  @Override
  public void jobEvent(JobEvent event) {
    if (event instanceof JobEvent.Concluded over && batches.remove(over.job())) {
      BATCHES_FINISHED.increment(registry, TagValues.of(over.outcome().status()));
    }
  }
}
