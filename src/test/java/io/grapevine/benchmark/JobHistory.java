package io.grapevine.benchmark;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.Content;
import io.grapevine.job.Delivery;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.JobStatus;
import io.grapevine.job.OfferId;
import io.grapevine.job.Outcome;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.JobSamples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** The history of a job for which three workers bid and one does it. */
record JobHistory(JobEvent.Submitted submitted, List<JobEvent> later) {
  private static final PeerId SELF = JobSamples.peer(0);

  JobHistory(int number, Content content) {
    this(submission(number, content), rest(number, content));
  }

  private static JobId id(int number) {
    return JobId.at(JobSamples.START.toEpochMilli() + number, number, number);
  }

  private static JobEvent.Submitted submission(int number, Content payload) {
    JobSpec spec =
        new JobSpec(
            id(number),
            JobSamples.ECHO,
            payload,
            Duration.ofMinutes(1),
            new TreeMap<>(),
            3,
            Delivery.AT_LEAST_ONCE);
    return new JobEvent.Submitted(id(number), Instant.now(), spec, SELF);
  }

  private static List<JobEvent> rest(int number, Content result) {
    JobId job = id(number);
    Instant now = Instant.now();
    AttemptId attempt = new AttemptId(job, 1);
    OfferId offer = new OfferId(job, 1);
    PeerId worker = JobSamples.peer(1);
    return List.of(
        new JobEvent.OfferAnnounced(job, now, 1, 3),
        bid(job, now, offer, worker),
        bid(job, now, offer, JobSamples.peer(2)),
        bid(job, now, offer, JobSamples.peer(3)),
        new JobEvent.Awarded(job, now, attempt, offer, worker, JobSamples.reservation(1)),
        new JobEvent.AttemptStarted(job, now, attempt),
        new JobEvent.AttemptEnded(job, now, attempt, AttemptEnd.SUCCEEDED, ""),
        new JobEvent.Concluded(
            job,
            now,
            new Outcome(
                job,
                JobSamples.ECHO,
                JobStatus.SUCCEEDED,
                SELF,
                worker,
                1,
                1,
                null,
                JobSamples.receipt(attempt, SELF, worker, result))));
  }

  private static JobEvent.BidPlaced bid(JobId job, Instant now, OfferId offer, PeerId worker) {
    return new JobEvent.BidPlaced(
        job,
        now,
        new Bid(
            offer, worker, JobSamples.reservation(1), JobSamples.load(1), Duration.ofSeconds(2)));
  }
}
