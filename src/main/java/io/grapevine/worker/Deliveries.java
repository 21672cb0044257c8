package io.grapevine.worker;

import io.grapevine.job.Content;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.JobId;
import io.grapevine.job.Usage;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The part of the desk that hands out what attempts came to: keeps results until somebody has them,
 * and sees to it that no attempt that ended begins again.
 */
final class Deliveries {
  private final Outbox outbox;
  private final KeptResults results;
  private final BidMemory bids;

  Deliveries(WorkerConfig config, Outbox outbox, BidMemory bids) {
    this.outbox = outbox;
    this.bids = bids;
    this.results = new KeptResults(config, outbox);
  }

  /** Delivers a result if somebody listens, and keeps it until it is acknowledged. */
  void completed(Assignment assignment, Content result, Usage usage, boolean attended) {
    results.keep(assignment, result, usage, attended).forEach(this::dropped);
    if (attended) {
      send(assignment, result, usage);
    }
  }

  /** There is nothing to be delivered of this attempt, and it will never run here again. */
  void remember(Assignment assignment) {
    bids.spend(assignment);
  }

  /**
   * Answers the award of an attempt that is over.
   *
   * @return false if it is not known to be
   */
  boolean answerAgain(Assignment assignment) {
    Optional<KeptResults.Kept> kept = results.find(assignment);
    if (kept.isPresent()) {
      results.attend(assignment, true);
      outbox.emit(new WorkerEffect.ConfirmAward(assignment));
      Content content = kept.get().content();
      if (content == null) {
        outbox.emit(new WorkerEffect.LoadResult(assignment));
      } else {
        send(assignment, content, kept.get().about().usage());
      }
      return true;
    }
    if (bids.isSpent(assignment)) {
      outbox.decline(
          assignment, DeclineReason.ALREADY_ENDED, "it ran here, and its result is gone");
      return true;
    }
    return false;
  }

  /** The requester wants no more of it. */
  void cancelled(Assignment assignment) {
    if (results.drop(assignment)) {
      dropped(assignment);
    }
  }

  /** The requester cannot be reached. */
  void requesterLost(Assignment assignment) {
    results.attend(assignment, false);
  }

  /** The requester has the result. */
  void acknowledged(Assignment assignment) {
    if (results.drop(assignment)) {
      remember(assignment);
    }
  }

  /** Nobody will ask for what nobody listens for. */
  void jobClosed(PeerId requester, JobId job) {
    for (Assignment assignment : results.unattended(requester, job)) {
      results.drop(assignment);
      remember(assignment);
    }
  }

  /** Results of an earlier life are on disk. */
  void found(List<StoredResult> stored) {
    results.found(stored).forEach(this::dropped);
    // It may have expired while nobody was here.
    expire();
  }

  /** Copies to disk whatever is not there yet. */
  void storeAll() {
    results.writeAll();
  }

  /** The disk has the result. */
  void stored(Assignment assignment) {
    results.stored(assignment).forEach(this::dropped);
  }

  /** The disk does not take the result. */
  void notStored(Assignment assignment) {
    results.notStored(assignment);
  }

  /** Delivers what was read from disk, if it is what was written. */
  void loaded(Assignment assignment, Content result) {
    results
        .find(assignment)
        .ifPresent(
            kept -> {
              if (!kept.about().digest().equals(result.digest())) {
                unreadable(assignment);
              } else if (kept.attended()) {
                send(assignment, result, kept.about().usage());
              }
            });
  }

  /** The result is lost; its requester has to have it done again. */
  void unreadable(Assignment assignment) {
    boolean attended = results.find(assignment).filter(KeptResults.Kept::attended).isPresent();
    if (results.drop(assignment)) {
      dropped(assignment);
    }
    if (attended) {
      Failure failure =
          Failure.transientFailure(
              FailureCode.WORK_FAILED, "the result cannot be read from this worker's disk");
      outbox.emit(new WorkerEffect.SendFailure(assignment, failure, true));
    }
  }

  /** Drops what was kept for long enough, and copies to disk what is not taken at once. */
  void expire() {
    results.writeOverdue();
    results.expire().forEach(this::dropped);
  }

  Optional<Instant> nextDeadline() {
    return results.nextDeadline();
  }

  /** Whether some requester is about to acknowledge a result. */
  boolean anyAttended() {
    return results.anyAttended();
  }

  private void send(Assignment assignment, Content result, Usage usage) {
    outbox.emit(new WorkerEffect.SendResult(assignment, result, usage));
  }

  private void dropped(Assignment assignment) {
    remember(assignment);
    outbox.report(new WorkerReport.ResultExpired(assignment));
  }
}
