package io.grapevine.coordination;

import io.grapevine.auction.AuctionEvent;
import io.grapevine.job.AttemptEnd;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobSpec;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Outcome;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends jobs whose auction, or the carrying out of its effects, failed by a fault of ours. */
final class BrokenJobs {
  private static final Logger LOG = LoggerFactory.getLogger(BrokenJobs.class);

  private final JobJournal journal;
  private final JobChronicle chronicle;
  private final JobNetwork network;
  private final InstantSource clock;
  private final CoordinationListener listener;

  BrokenJobs(
      JobJournal journal,
      JobChronicle chronicle,
      JobNetwork network,
      InstantSource clock,
      CoordinationListener listener) {
    this.journal = journal;
    this.chronicle = chronicle;
    this.network = network;
    this.clock = clock;
    this.listener = listener;
  }

  /** Gives the job its outcome, unless it has one; never throws. */
  void conclude(JobSpec spec, AuctionEvent event, RuntimeException fault) {
    LOG.error(
        "job {} is ended: its auction failed on {}; history: {}",
        spec.id(),
        event.getClass().getSimpleName(),
        journal.history(spec.id()),
        fault);
    listener.invariantBroken("the auction of job " + spec.id() + " failed: " + fault);
    try {
      journal.find(spec.id()).filter(job -> !job.status().isFinal()).ifPresent(this::conclude);
    } catch (RuntimeException worse) {
      LOG.error("job {} could not be given an outcome", spec.id(), worse);
    }
  }

  private void conclude(Job job) {
    Outcome outcome =
        new Outcome(
            job.id(),
            job.spec().type(),
            JobStatus.FAILED,
            job.requester(),
            job.worker(),
            job.attempts().size(),
            job.rounds(),
            Failure.permanent(
                FailureCode.INTERNAL, "This peer failed; its log says how, under the job's id."),
            null);
    chronicle.add(new JobEvent.Concluded(job.id(), clock.instant(), outcome), null);
    for (Job.Attempt attempt : job.attempts()) {
      if (attempt.end() == null) {
        network.abandon(attempt.id(), AttemptEnd.CANCELLED);
      }
    }
    network.publishOutcome(outcome);
  }
}
