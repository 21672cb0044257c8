package io.grapevine.coordination;

import io.grapevine.auction.Auction;
import io.grapevine.job.AttemptId;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One job under way: its auction, and what waits for the journal. For the loop thread only. */
final class Lot {
  private final JobSpec spec;
  private final Auction auction;
  private final JobLine line;
  private final Set<AttemptId> calledOff = new HashSet<>();
  private final Set<AttemptId> live = new HashSet<>();
  private final Map<AttemptId, JobLine.Mark> awards = new HashMap<>();

  private JobLine.@Nullable Mark latestAward;
  private @Nullable Anticipation anticipation;

  Lot(JobSpec spec, Auction auction, JobLine line) {
    this.spec = spec;
    this.auction = auction;
    this.line = line;
  }

  JobId id() {
    return spec.id();
  }

  JobSpec spec() {
    return spec;
  }

  Auction auction() {
    return auction;
  }

  JobLine line() {
    return line;
  }

  /** The award of this attempt is what was written last. */
  void awarded(AttemptId attempt) {
    latestAward = line.mark();
    awards.put(attempt, latestAward);
  }

  /**
   * Does something about a worker's confirmation in its turn, and not before the award is durable.
   */
  void confirmed(AttemptId attempt, Runnable action) {
    JobLine.Mark award = awards.remove(attempt);
    if (award == null) {
      // The award is of an earlier life of the requester, or was confirmed before.
      action.run();
    } else {
      line.then(award, action);
    }
  }

  /** Does something in its turn, and not before the award of this attempt is durable. */
  void onceDurable(AttemptId attempt, Runnable action) {
    JobLine.Mark award = awards.get(attempt);
    if (award == null) {
      line.then(action);
    } else {
      line.then(award, action);
    }
  }

  /**
   * Does something about a deadline, and not before every award is durable: what a worker answered
   * meanwhile waits for that as well, so that its silence means nothing yet.
   */
  void overdue(Runnable action) {
    if (latestAward == null) {
      action.run();
    } else {
      line.then(latestAward, action);
    }
  }

  /** The job is not in the journal yet. */
  void anticipate() {
    anticipation = new Anticipation();
  }

  /** What waits until the job is in the journal; empty if it is. */
  Optional<Anticipation> anticipation() {
    return Optional.ofNullable(anticipation);
  }

  /** The job is in the journal. */
  void settled() {
    anticipation = null;
  }

  /** Attempts that were given up while their dial or payload still waits for the journal. */
  Set<AttemptId> calledOff() {
    return calledOff;
  }

  /** Follows the attempts by what is recorded of them. */
  void note(JobEvent event) {
    note(live, event);
  }

  /** Whether a worker may have the job. */
  boolean hasWorker() {
    return !live.isEmpty();
  }

  /** Whether a worker may have the job with this history. */
  static boolean hasWorker(List<JobEvent> history) {
    Set<AttemptId> live = new HashSet<>();
    history.forEach(event -> note(live, event));
    return !live.isEmpty();
  }

  private static void note(Set<AttemptId> live, JobEvent event) {
    switch (event) {
      case JobEvent.Awarded awarded -> live.add(awarded.attempt());
      case JobEvent.AttemptEnded ended -> live.remove(ended.attempt());
      case JobEvent.Submitted _,
          JobEvent.Resumed _,
          JobEvent.OfferAnnounced _,
          JobEvent.BidPlaced _,
          JobEvent.BidRefused _,
          JobEvent.AttemptStarted _,
          JobEvent.ProgressReported _,
          JobEvent.Concluded _ -> {}
    }
  }
}
