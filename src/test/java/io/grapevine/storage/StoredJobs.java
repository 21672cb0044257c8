package io.grapevine.storage;

import static io.grapevine.testing.JobSamples.ECHO;
import static io.grapevine.testing.JobSamples.START;
import static io.grapevine.testing.JobSamples.job;
import static io.grapevine.testing.JobSamples.peer;

import io.grapevine.coordination.JobQuery;
import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.Content;
import io.grapevine.job.Delivery;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobSpec;
import io.grapevine.job.JobStatus;
import io.grapevine.job.OfferId;
import io.grapevine.job.Outcome;
import io.grapevine.job.Preferences;
import io.grapevine.job.ReservationId;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.JobSamples;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Jobs and events for tests of the store. */
final class StoredJobs {
  static final PeerId SELF = peer(1_000);
  static final JournalConfig CONFIG =
      new JournalConfig(Duration.ofDays(99_999), 1_000, 1 << 20, Duration.ofSeconds(30));

  private StoredJobs() {}

  static JobEvent.Submitted submitted(int number) {
    return submitted(number, Map.of());
  }

  static JobEvent.Submitted submitted(int number, Map<String, String> labels) {
    JobSpec spec =
        new JobSpec(
            job(number),
            ECHO,
            JobSamples.content("payload " + number),
            Duration.ofMinutes(1),
            new TreeMap<>(labels),
            3,
            Delivery.AT_LEAST_ONCE);
    return new JobEvent.Submitted(job(number), START.plusNanos(number), spec, SELF);
  }

  /** A share of a batch, or the batch itself if the numbers are the same. */
  static JobEvent.Submitted share(int number, int batch) {
    JobEvent.Submitted alone = submitted(number);
    JobSpec spec =
        new JobSpec(
            job(number),
            ECHO,
            alone.spec().payload(),
            Duration.ofMinutes(1),
            new TreeMap<>(),
            3,
            Delivery.AT_LEAST_ONCE,
            Preferences.NONE,
            job(batch));
    return new JobEvent.Submitted(job(number), alone.at(), spec, SELF);
  }

  static JobQuery query(JobQuery.Scope scope) {
    return new JobQuery(null, null, Map.of(), null, null, null, null, 100, scope);
  }

  /** What follows the submission of a job that the worker of the same number does. */
  static List<JobEvent> success(int number, Content result) {
    AttemptId attempt = new AttemptId(job(number), 1);
    OfferId offer = new OfferId(job(number), 1);
    PeerId worker = peer(number);
    Outcome outcome =
        new Outcome(
            job(number),
            ECHO,
            JobStatus.SUCCEEDED,
            SELF,
            worker,
            1,
            1,
            null,
            JobSamples.receipt(attempt, SELF, worker, result));
    return List.of(
        new JobEvent.Awarded(job(number), START, attempt, offer, worker, ReservationId.NONE),
        new JobEvent.OfferAnnounced(job(number), START, 1, 1),
        new JobEvent.BidPlaced(
            job(number),
            START,
            new Bid(offer, worker, ReservationId.NONE, JobSamples.load(1), Duration.ofSeconds(2))),
        new JobEvent.AttemptStarted(job(number), START, attempt),
        new JobEvent.AttemptEnded(job(number), START, attempt, AttemptEnd.SUCCEEDED, ""),
        new JobEvent.Concluded(job(number), START.plusSeconds(number), outcome));
  }

  static JobEvent.Concluded refused(int number) {
    return new JobEvent.Concluded(
        job(number),
        START.plusSeconds(number),
        new Outcome(
            job(number),
            ECHO,
            JobStatus.REFUSED,
            SELF,
            null,
            0,
            1,
            Failure.permanent(FailureCode.NO_WORKERS, "nobody came"),
            null));
  }

  static JobQuery query(
      @Nullable JobStatus status,
      @Nullable String type,
      @Nullable Integer worker,
      @Nullable Integer after,
      @Nullable Integer before,
      Map<String, String> labels) {
    return new JobQuery(
        status,
        type == null ? null : new WorkType(type),
        labels,
        worker == null ? null : peer(worker),
        after == null ? null : START.plusNanos(after),
        before == null ? null : START.plusNanos(before),
        null,
        100);
  }
}
