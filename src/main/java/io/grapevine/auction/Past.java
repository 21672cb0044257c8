package io.grapevine.auction;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Failure;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobSpec;
import io.grapevine.job.ReservationId;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the history of a job says to a requester that picks it up again. Its last entries may be
 * missing: only the submission, awards that a payload followed and the conclusion are certain to be
 * written before they take effect. Hence an award without a start may have been started, one that
 * is not there cannot have been, and an attempt that succeeded without a conclusion has a result
 * that its worker still keeps.
 */
final class Past {
  private final Job job;
  private final Instant submittedAt;
  private final Map<AttemptId, PeerId> awardedBy = new LinkedHashMap<>();
  private final Map<AttemptId, ReservationId> reservations = new LinkedHashMap<>();

  /** Since the latest restart of that time. */
  private final Set<AttemptId> awardedLately = new LinkedHashSet<>();

  /** Attempts that were sought after a restart and not found: they may have been started. */
  private final Map<AttemptId, Instant> lost = new LinkedHashMap<>();

  private JobEvent.@Nullable AttemptEnded verdict;
  private int round;
  private boolean somebodyWasReached;

  /** What a handler said that ends the job. */
  record Verdict(Attempt attempt, Failure failure) {}

  /**
   * @throws IllegalArgumentException if the history does not begin with the submission, or if the
   *     job is over
   */
  Past(List<JobEvent> history) {
    if (history.isEmpty() || !(history.getFirst() instanceof JobEvent.Submitted submitted)) {
      throw new IllegalArgumentException("a history begins with the submission");
    }
    Job folded = Job.submitted(submitted);
    for (JobEvent event : history.subList(1, history.size())) {
      folded = folded.apply(event);
      note(event, folded.requester());
    }
    if (folded.status().isFinal()) {
      throw new IllegalArgumentException("job " + folded.id() + " is over");
    }
    job = folded;
    submittedAt = submitted.at();
  }

  private void note(JobEvent event, PeerId requester) {
    switch (event) {
      case JobEvent.OfferAnnounced announced -> {
        round = Math.max(round, announced.round());
        somebodyWasReached |= announced.recipients() > 0;
      }
      case JobEvent.Awarded awarded -> {
        round = Math.max(round, awarded.offer().round());
        awardedBy.put(awarded.attempt(), requester);
        reservations.put(awarded.attempt(), awarded.reservation());
        awardedLately.add(awarded.attempt());
      }
      case JobEvent.BidPlaced placed -> round = Math.max(round, placed.bid().offer().round());
      case JobEvent.BidRefused refused ->
          round = Math.max(round, refused.refusal().offer().round());
      case JobEvent.AttemptEnded ended -> noteEnd(ended);
      case JobEvent.Resumed _ -> awardedLately.clear();
      case JobEvent.Submitted _,
          JobEvent.AttemptStarted _,
          JobEvent.ProgressReported _,
          JobEvent.Concluded _ -> {}
    }
  }

  private void noteEnd(JobEvent.AttemptEnded ended) {
    if (ended.verdict() != null) {
      verdict = ended;
    }
    boolean wasLost =
        ended.end() == AttemptEnd.CONNECTION_LOST || ended.end() == AttemptEnd.DECLINED;
    if (wasLost && !awardedLately.contains(ended.attempt())) {
      lost.put(ended.attempt(), ended.at());
    }
  }

  JobSpec spec() {
    return job.spec();
  }

  /** When the job's time is over, as seen now; a clock that was set back gives it no more. */
  Instant deadline(Instant now) {
    Instant begin = submittedAt.isBefore(now) ? submittedAt : now;
    return begin.plus(spec().timeout());
  }

  /** Brings back what the auction knew of rounds, workers and attempts. */
  void restore(Rounds rounds, BidRegistry registry, AttemptBudget attempts) {
    boolean answered = !job.bids().isEmpty() || !job.refusals().isEmpty();
    rounds.restore(round, somebodyWasReached || answered);
    registry.restore(job.bids(), job.refusals());
    for (Job.Attempt past : job.attempts()) {
      Attempt attempt = attemptOf(past);
      attempts.restore(attempt);
      registry.tried(past.worker(), past.offer().round());
      if (past.startedAt() != null) {
        attempts.started(past.id(), past.startedAt());
      } else if (lost.containsKey(past.id())) {
        attempts.started(past.id(), lost.get(past.id()));
      }
      if (past.end() != null) {
        attempts.ended(attempt, past.end(), past.detail());
      }
    }
  }

  /** The attempts that may still be under way, or whose result may wait, the oldest first. */
  List<Job.Attempt> live() {
    return job.attempts().stream()
        .filter(attempt -> attempt.end() == null || attempt.end() == AttemptEnd.SUCCEEDED)
        .toList();
  }

  /** Whether this requester awarded the attempt: workers know an attempt by its requester too. */
  boolean isOf(Job.Attempt attempt, PeerId requester) {
    return Objects.equals(requester, awardedBy.get(attempt.id()));
  }

  /** The first attempt that its worker confirmed, and did not give back before it began. */
  Optional<Attempt> firstStarted() {
    return job.attempts().stream()
        .filter(attempt -> attempt.startedAt() != null && attempt.end() != AttemptEnd.NOT_BEGUN)
        .findFirst()
        .map(this::attemptOf);
  }

  /** The end of the job, if it was decided by a failure after which nobody else is to try. */
  Optional<Verdict> verdict() {
    return Optional.ofNullable(verdict)
        .flatMap(
            ended ->
                job.attempts().stream()
                    .filter(attempt -> attempt.id().equals(ended.attempt()))
                    .findFirst()
                    .map(
                        attempt ->
                            new Verdict(
                                attemptOf(attempt), Objects.requireNonNull(ended.verdict()))));
  }

  /** The attempt that ended because the client called the job off. */
  Optional<Attempt> cancelled() {
    return job.attempts().stream()
        .filter(attempt -> attempt.end() == AttemptEnd.CANCELLED)
        .findFirst()
        .map(this::attemptOf);
  }

  Attempt attemptOf(Job.Attempt past) {
    ReservationId reservation = Objects.requireNonNull(reservations.get(past.id()));
    return new Attempt(past.id(), past.offer(), past.worker(), reservation, false);
  }
}
