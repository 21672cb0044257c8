package io.grapevine.coordination;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobSpec;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Outcome;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends jobs whose auction, or the carrying out of its effects, failed by a fault of ours. Reads and
 * writes the journal on a thread of its own for each, since the loop does not wait; such faults are
 * bugs and rare.
 */
final class BrokenJobs {
  private static final Logger LOG = LoggerFactory.getLogger(BrokenJobs.class);

  private final JobJournal journal;
  private final JobChronicle chronicle;
  private final AuctionNetwork network;
  private final InstantSource clock;
  private final CoordinationListener listener;
  private final Consumer<Runnable> loop;

  /**
   * @param loop runs something on the loop thread
   */
  BrokenJobs(
      JobJournal journal,
      JobChronicle chronicle,
      AuctionNetwork network,
      InstantSource clock,
      CoordinationListener listener,
      Consumer<Runnable> loop) {
    this.journal = journal;
    this.chronicle = chronicle;
    this.network = network;
    this.clock = clock;
    this.listener = listener;
    this.loop = loop;
  }

  /**
   * Gives the job its outcome, unless it has one; never throws.
   *
   * @param on what the auction was told when it failed
   * @param after called on the loop thread when that is done
   */
  void conclude(JobSpec spec, String on, RuntimeException fault, Runnable after) {
    listener.invariantBroken("the auction of job " + spec.id() + " failed: " + fault);
    Thread.ofVirtual()
        .name("grapevine-broken-job")
        .start(
            () -> {
              Runnable rest = concluded(spec, on, fault);
              loop.accept(
                  () -> {
                    rest.run();
                    after.run();
                  });
            });
  }

  /** What is left to be done on the loop thread. */
  private Runnable concluded(JobSpec spec, String on, RuntimeException fault) {
    try {
      LOG.error(
          "job {} is ended: its auction failed on {}; history: {}",
          spec.id(),
          on,
          journal.history(spec.id()),
          fault);
      Optional<Job> open = journal.find(spec.id()).filter(job -> !job.status().isFinal());
      if (open.isEmpty()) {
        return () -> {};
      }
      Outcome outcome = outcome(open.get());
      JobEvent over = new JobEvent.Concluded(spec.id(), clock.instant(), outcome);
      journal.append(over, null).join();
      return () -> tell(open.get(), over, outcome);
    } catch (RuntimeException worse) {
      LOG.error("job {} could not be given an outcome", spec.id(), worse);
      return () -> {};
    }
  }

  private void tell(Job job, JobEvent over, Outcome outcome) {
    chronicle.tell(over);
    for (Job.Attempt attempt : job.attempts()) {
      if (attempt.end() == null) {
        network.abandon(attempt.id(), AttemptEnd.CANCELLED);
      }
    }
    network.publishOutcome(outcome);
  }

  private static Outcome outcome(Job job) {
    return new Outcome(
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
  }
}
