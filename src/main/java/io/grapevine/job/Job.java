package io.grapevine.job;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A job as clients see it: its history folded into one value. Immutable; each event gives a new
 * one.
 *
 * @param openedAt when the first offer went out, absent before
 * @param progress of the latest attempt that is under way, absent until it reports one
 * @param progressAt when that was reported, absent until then
 * @param outcome absent until the job is over
 * @param finishedAt absent until the job is over
 */
public record Job(
    JobSpec spec,
    PeerId requester,
    Instant submittedAt,
    JobStatus status,
    int rounds,
    List<Bid> bids,
    List<Refusal> refusals,
    List<Attempt> attempts,
    @Nullable Instant openedAt,
    @Nullable Progress progress,
    @Nullable Instant progressAt,
    @Nullable Outcome outcome,
    @Nullable Instant finishedAt) {

  /** Most bids, and most refusals, that are remembered of one job; later ones are not kept. */
  public static final int ANSWERS_MAX = 64;

  /** A job at its first moment. */
  public static Job submitted(JobEvent.Submitted event) {
    return new Job(
        event.spec(),
        event.requester(),
        event.at(),
        JobStatus.QUEUED,
        0,
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        null,
        null,
        null);
  }

  /** Shorthand for the id in the specification. */
  public JobId id() {
    return spec.id();
  }

  /** The worker of the latest attempt, absent before the first. */
  public @Nullable PeerId worker() {
    return attempts.isEmpty() ? null : attempts.getLast().worker();
  }

  /** The job after one more entry of its history. */
  public Job apply(JobEvent event) {
    return switch (event) {
      case JobEvent.Submitted submitted -> submitted(submitted);
      case JobEvent.Resumed resumed -> withRequester(resumed.requester());
      case JobEvent.OfferAnnounced offer ->
          with(
              offer.recipients() > 0 ? JobStatus.SOLICITING : status,
              offer.round(),
              openedAt == null ? offer.at() : openedAt);
      case JobEvent.BidPlaced placed -> withAnswers(appended(bids, placed.bid()), refusals);
      case JobEvent.BidRefused refused -> withAnswers(bids, appended(refusals, refused.refusal()));
      case JobEvent.Awarded awarded ->
          with(JobStatus.DIALING, awarded)
              .withAttempts(
                  plus(
                      attempts,
                      new Attempt(
                          awarded.attempt(),
                          awarded.offer(),
                          awarded.worker(),
                          awarded.at(),
                          null,
                          null,
                          null,
                          "",
                          null,
                          null)))
              .withProgressOfLatest();
      case JobEvent.AttemptStarted started ->
          with(JobStatus.RUNNING, started)
              .withAttempts(mapped(started.attempt(), attempt -> attempt.started(started.at())));
      case JobEvent.ProgressReported reported ->
          withAttempts(
                  mapped(
                      reported.attempt(),
                      attempt -> attempt.reported(reported.progress(), reported.at())))
              .withProgressOfLatest();
      case JobEvent.AttemptEnded ended ->
          withAttempts(
                  mapped(
                      ended.attempt(),
                      attempt -> attempt.ended(ended.at(), ended.end(), ended.detail())))
              .withProgressOfLatest();
      case JobEvent.Concluded concluded -> concluded(concluded);
    };
  }

  private Job with(JobStatus next, int round, @Nullable Instant opened) {
    return new Job(
        spec,
        requester,
        submittedAt,
        next,
        round,
        bids,
        refusals,
        attempts,
        opened,
        progress,
        progressAt,
        outcome,
        finishedAt);
  }

  private Job with(JobStatus next, JobEvent cause) {
    if (status.isFinal()) {
      throw new IllegalStateException("job " + id() + " is over, yet hears " + cause);
    }
    return with(next, rounds, openedAt);
  }

  private Job withAnswers(List<Bid> nextBids, List<Refusal> nextRefusals) {
    return new Job(
        spec,
        requester,
        submittedAt,
        status,
        rounds,
        nextBids,
        nextRefusals,
        attempts,
        openedAt,
        progress,
        progressAt,
        outcome,
        finishedAt);
  }

  private Job withAttempts(List<Attempt> next) {
    return new Job(
        spec,
        requester,
        submittedAt,
        status,
        rounds,
        bids,
        refusals,
        next,
        openedAt,
        progress,
        progressAt,
        outcome,
        finishedAt);
  }

  private Job withRequester(PeerId next) {
    return new Job(
        spec,
        next,
        submittedAt,
        status,
        rounds,
        bids,
        refusals,
        attempts,
        openedAt,
        progress,
        progressAt,
        outcome,
        finishedAt);
  }

  private Job withProgressOfLatest() {
    for (Attempt attempt : attempts.reversed()) {
      if (attempt.end() == null) {
        return withProgress(attempt.progress(), attempt.progressAt());
      }
    }
    return withProgress(null, null);
  }

  private Job withProgress(@Nullable Progress next, @Nullable Instant at) {
    return new Job(
        spec,
        requester,
        submittedAt,
        status,
        rounds,
        bids,
        refusals,
        attempts,
        openedAt,
        next,
        at,
        outcome,
        finishedAt);
  }

  private Job concluded(JobEvent.Concluded event) {
    return new Job(
        spec,
        requester,
        submittedAt,
        event.outcome().status(),
        rounds,
        bids,
        refusals,
        attempts,
        openedAt,
        progress,
        progressAt,
        event.outcome(),
        event.at());
  }

  private List<Attempt> mapped(AttemptId id, UnaryOperator<Attempt> change) {
    return attempts.stream()
        .map(attempt -> attempt.id().equals(id) ? change.apply(attempt) : attempt)
        .toList();
  }

  private static <T> List<T> appended(List<T> list, T element) {
    return list.size() < ANSWERS_MAX ? plus(list, element) : list;
  }

  private static <T> List<T> plus(List<T> list, T element) {
    List<T> longer = new ArrayList<>(list.size() + 1);
    longer.addAll(list);
    longer.add(element);
    return List.copyOf(longer);
  }

  /**
   * One try, as clients see it.
   *
   * @param startedAt when the worker confirmed, or was given up unheard though it may have begun;
   *     absent otherwise
   * @param endedAt absent while it lasts
   * @param end why it is over; absent while it lasts
   * @param detail for people; empty where the end says it all
   * @param progress the latest that its handler reported, absent until it does; stays when the
   *     attempt is over
   * @param progressAt when that was reported, absent until then
   */
  public record Attempt(
      AttemptId id,
      OfferId offer,
      PeerId worker,
      Instant awardedAt,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable AttemptEnd end,
      String detail,
      @Nullable Progress progress,
      @Nullable Instant progressAt) {

    Attempt started(Instant at) {
      return new Attempt(
          id, offer, worker, awardedAt, at, endedAt, end, detail, progress, progressAt);
    }

    Attempt reported(Progress next, Instant at) {
      return new Attempt(id, offer, worker, awardedAt, startedAt, endedAt, end, detail, next, at);
    }

    Attempt ended(Instant at, AttemptEnd why, String more) {
      return new Attempt(
          id, offer, worker, awardedAt, startedAt, at, why, more, progress, progressAt);
    }
  }
}
