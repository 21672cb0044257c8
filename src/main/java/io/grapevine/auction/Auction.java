package io.grapevine.auction;

import io.grapevine.auction.AuctionState.Announcing;
import io.grapevine.auction.AuctionState.Dialing;
import io.grapevine.auction.AuctionState.Over;
import io.grapevine.auction.AuctionState.Queued;
import io.grapevine.auction.AuctionState.Running;
import io.grapevine.auction.AuctionState.Soliciting;
import io.grapevine.auction.AuctionState.Unopened;
import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.Content;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.Delivery;
import io.grapevine.job.Failure;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobSpec;
import io.grapevine.job.OfferId;
import io.grapevine.job.Outcome;
import io.grapevine.job.Receipt;
import io.grapevine.job.Refusal;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds a worker for one job and stays with it until there is exactly one outcome.
 *
 * <p>An auction goes through rounds. Each announces an offer, collects bids, and awards the job to
 * the best bidder; when an attempt fails, the next best takes over, and when no candidate is left,
 * the next round solicits a wider sample of peers. It ends with the first result, with a failure
 * that no other worker could mend, or when rounds, attempts or time are used up. {@link Phase}
 * shows which way it can go.
 *
 * <p>There is at most one live attempt, because there is one {@link AuctionState} and a live
 * attempt exists only in it. A worker that was given up may all the same be at work, and the first
 * result wins, even that of an attempt that was given up.
 */
public final class Auction {
  /** Progress is recorded so many times per lease at most; an honest worker reports three. */
  private static final int PROGRESS_PER_LEASE = 6;

  private final JobSpec spec;
  private final PeerId requester;
  private final AuctionConfig config;
  private final Stage stage;
  private final Rounds rounds;
  private final BidRegistry registry;
  private final AttemptBudget attempts;
  private final Solicitation solicitation;
  private final Endings endings;

  /**
   * An auction that waits to be opened.
   *
   * @param capableHint peers that are believed to do such work, 0 if that is not known; decides how
   *     narrow the first sample is
   */
  public Auction(
      JobSpec spec, PeerId requester, AuctionConfig config, Ranking ranking, int capableHint) {
    this.spec = spec;
    this.requester = requester;
    this.config = config;
    stage = new Stage(spec.id());
    rounds = new Rounds(spec, requester, config, capableHint);
    registry = new BidRegistry(ranking);
    attempts = new AttemptBudget(spec.id(), spec.maxAttempts());
    solicitation = new Solicitation(requester, config, stage, rounds, registry);
    endings = new Endings(spec, requester, rounds, registry, attempts);
  }

  /**
   * Takes in one fact.
   *
   * @param now never earlier than at the call before
   * @return what is to be done about it, in this order
   * @throws IllegalStateException if the auction is not opened exactly once and first, or if it is
   *     about to break its own rules; the message holds the latest transitions
   */
  public List<AuctionEffect> handle(AuctionEvent event, Instant now) {
    stage.turnTo(event, now);
    switch (phase()) {
      case UNOPENED -> open(event);
      case OVER -> afterwards(event);
      case ANNOUNCING, QUEUED, SOLICITING, DIALING, RUNNING -> {
        // A result that is at hand is worth more than punctuality.
        if (stage.isTimeLeft() || event instanceof AuctionEvent.ResultReceived) {
          dispatch(event);
        } else {
          expire();
        }
      }
    }
    return stage.effects();
  }

  /** When to send {@link AuctionEvent.DeadlineReached}; empty when nothing is awaited. */
  public Optional<Instant> nextDeadline() {
    return stage.nextDeadline();
  }

  /** Whether there is an outcome. */
  public boolean isOver() {
    return phase() == Phase.OVER;
  }

  Phase phase() {
    return stage.state().phase();
  }

  Trail trail() {
    return stage.trail();
  }

  private void open(AuctionEvent event) {
    switch (event) {
      case AuctionEvent.Opened(Duration waited) -> {
        stage.endBy(stage.in(spec.timeout().minus(waited)));
        if (stage.isTimeLeft()) {
          solicitation.announce(rounds.next());
        } else {
          conclude(endings.expiredWaiting());
        }
      }
      case AuctionEvent.CancelRequested(String reason) ->
          conclude(endings.cancelled(Optional.empty(), reason));
      default -> throw stage.illegal("it is not open yet");
    }
  }

  /** Whoever still bids need not hold a slot; nothing else is of interest any more. */
  private void afterwards(AuctionEvent event) {
    if (event instanceof AuctionEvent.BidReceived(Bid bid) && bid.offer().job().equals(spec.id())) {
      stage.reject(bid);
    }
  }

  private void dispatch(AuctionEvent event) {
    switch (event) {
      case AuctionEvent.Opened _ -> throw stage.illegal("it is open already");
      case AuctionEvent.OfferPublished(OfferId offer, int recipients, int capable) ->
          chooseIf(solicitation.published(offer, recipients, capable));
      case AuctionEvent.BidReceived(Bid bid) -> chooseIf(solicitation.bidReceived(bid));
      case AuctionEvent.RefusalReceived(Refusal refusal) ->
          chooseIf(solicitation.refusalReceived(refusal));
      case AuctionEvent.AwardConfirmed(AttemptId id) -> confirmed(id);
      case AuctionEvent.AwardDeclined(AttemptId id, DeclineReason reason, String detail) ->
          declined(id, reason, detail);
      case AuctionEvent.DialFailed(AttemptId id, String detail) -> dialFailed(id, detail);
      case AuctionEvent.HeartbeatReceived heartbeat -> heartbeat(heartbeat);
      case AuctionEvent.ResultReceived(AttemptId id, Content result, Receipt receipt) ->
          resultReceived(id, result, receipt);
      case AuctionEvent.InvalidResultReceived(AttemptId id, String detail) ->
          lose(id, AttemptEnd.INVALID_RESULT, detail);
      case AuctionEvent.WorkFailed(AttemptId id, Failure failure) -> workFailed(id, failure);
      case AuctionEvent.ConnectionLost(AttemptId id, String detail) ->
          lose(id, AttemptEnd.CONNECTION_LOST, detail);
      case AuctionEvent.CancelRequested(String reason) -> cancel(reason);
      case AuctionEvent.DeadlineReached() -> {
        if (stage.isTimerDue()) {
          timeUp();
        }
      }
    }
  }

  private void timeUp() {
    switch (stage.state()) {
      case Announcing(OfferId offer, Instant _) when registry.best().isEmpty() -> {
        rounds.takePause();
        solicitation.announce(offer);
      }
      case Queued(OfferId offer, Instant _) -> solicitation.announce(offer);
      case Announcing _, Soliciting _ -> choose();
      case Dialing(Attempt attempt, Instant _) ->
          lose(attempt.id(), AttemptEnd.DIAL_FAILED, silentFor(config.dialLimit()));
      case Running(Attempt attempt, Instant _, Instant _) ->
          lose(attempt.id(), AttemptEnd.HEARTBEATS_MISSED, silentFor(config.lease()));
      case Unopened _, Over _ -> throw stage.illegal("it waits for nothing");
    }
  }

  private static String silentFor(Duration limit) {
    return "silent for " + Endings.seconds(limit);
  }

  // Choosing a worker

  private void chooseIf(boolean due) {
    if (due) {
      choose();
    }
  }

  /** The next candidate, else the next round, else the end. */
  private void choose() {
    Optional<Bid> best = registry.best();
    Answers answers = registry.answersTo(rounds.current());
    if (answers.areBusy()) {
      rounds.spare();
    }
    if (attempts.isUsedUp() || (best.isEmpty() && !rounds.mayContinue())) {
      conclude(endings.usedUp(stage.state().liveAttempt()));
    } else if (best.isPresent()) {
      award(best.get());
    } else if (answers.areAllRefusals() && !(answers.areBusy() && rounds.mayWiden())) {
      // Workers that refused need time before it makes sense to ask them again.
      solicitation.announceLater(rounds.next());
    } else {
      solicitation.announce(rounds.next());
    }
  }

  private void award(Bid bid) {
    Attempt attempt = attempts.open(bid);
    registry.tried(attempt.worker(), rounds.number());
    stage.record(
        new JobEvent.Awarded(
            spec.id(), stage.now(), attempt.id(), attempt.offer(), attempt.worker()));
    Duration timeLeft = stage.timeLeft();
    Duration limit = config.dialLimit().compareTo(timeLeft) < 0 ? config.dialLimit() : timeLeft;
    stage.emit(
        new AuctionEffect.Dial(
            attempt.id(), attempt.offer(), attempt.worker(), limit, timeLeft, config.lease()));
    // Their slots serve others meanwhile. If this award fails, they are asked all the same.
    solicitation.releaseBidders();
    stage.become(new Dialing(attempt, stage.in(limit)));
  }

  // Following an attempt

  private void confirmed(AttemptId id) {
    if (!(stage.state() instanceof Dialing(Attempt attempt, Instant _)
        && attempt.id().equals(id))) {
      return;
    }
    attempts.started();
    stage.record(new JobEvent.AttemptStarted(spec.id(), stage.now(), id));
    stage.emit(new AuctionEffect.SendPayload(id));
    stage.become(new Running(attempt, stage.in(config.lease()), stage.now()));
  }

  private void declined(AttemptId id, DeclineReason reason, String detail) {
    // A worker that was restarted declines what it does not remember to have started.
    boolean mayHaveStarted =
        stage.state() instanceof Running || reason == DeclineReason.ALREADY_ENDED;
    String why = detail.isBlank() ? reason.toString() : reason + ": " + detail;
    stage
        .liveAttempt(id)
        .ifPresent(attempt -> failOver(attempt, AttemptEnd.DECLINED, why, mayHaveStarted));
  }

  private void dialFailed(AttemptId id, String detail) {
    if (stage.state() instanceof Dialing) {
      lose(id, AttemptEnd.DIAL_FAILED, detail);
    }
  }

  private void heartbeat(AuctionEvent.HeartbeatReceived heartbeat) {
    if (!(stage.state() instanceof Running(Attempt attempt, Instant _, Instant progressDue)
        && attempt.id().equals(heartbeat.attempt()))) {
      return;
    }
    Instant nextDue = progressDue;
    if (heartbeat.progress() != null && !stage.now().isBefore(progressDue)) {
      stage.record(
          new JobEvent.ProgressReported(
              spec.id(), stage.now(), attempt.id(), heartbeat.progress()));
      nextDue = stage.in(config.lease().dividedBy(PROGRESS_PER_LEASE));
    }
    stage.become(new Running(attempt, stage.in(config.lease()), nextDue));
  }

  private void workFailed(AttemptId id, Failure failure) {
    if (!(stage.state() instanceof Running(Attempt attempt, Instant _, Instant _)
        && attempt.id().equals(id))) {
      return;
    }
    end(attempt, AttemptEnd.WORK_FAILED, failure.detail());
    if (failure.retryable() && spec.delivery() == Delivery.AT_LEAST_ONCE) {
      choose();
    } else {
      conclude(endings.workFailed(attempt, failure));
    }
  }

  private void resultReceived(AttemptId id, Content result, Receipt receipt) {
    Optional<Attempt> source =
        attempts.find(id).filter(attempt -> attempt.isProvenBy(receipt, result, requester));
    if (source.isEmpty()) {
      lose(id, AttemptEnd.INVALID_RESULT, "the receipt is not for what was delivered");
      return;
    }
    stage
        .state()
        .liveAttempt()
        .filter(live -> !live.id().equals(id))
        .ifPresent(live -> end(live, AttemptEnd.CANCELLED, "attempt " + id + " delivered first"));
    end(source.get(), AttemptEnd.SUCCEEDED, "");
    stage.emit(new AuctionEffect.AcknowledgeResult(id));
    conclude(endings.succeeded(source.get(), receipt), result);
  }

  /** The live attempt, if it is this one, has come to a bad end. */
  private void lose(AttemptId id, AttemptEnd end, String detail) {
    boolean mayHaveStarted = stage.state() instanceof Running;
    stage.liveAttempt(id).ifPresent(attempt -> failOver(attempt, end, detail, mayHaveStarted));
  }

  private void failOver(Attempt attempt, AttemptEnd end, String detail, boolean mayHaveStarted) {
    end(attempt, end, detail);
    if (mayHaveStarted && spec.delivery() == Delivery.AT_MOST_ONCE) {
      conclude(endings.possiblyStarted(attempt));
    } else {
      choose();
    }
  }

  private void end(Attempt attempt, AttemptEnd end, String detail) {
    attempts.ended(attempt, end, detail);
    stage.record(new JobEvent.AttemptEnded(spec.id(), stage.now(), attempt.id(), end, detail));
    switch (end) {
      // The worker has ended the stream itself, or is about to hear that its result is safe.
      case SUCCEEDED, DECLINED, WORK_FAILED, HANDED_BACK -> {}
      case DIAL_FAILED,
          CONNECTION_LOST,
          HEARTBEATS_MISSED,
          INVALID_RESULT,
          TIMED_OUT,
          CANCELLED,
          EXPIRED ->
          stage.emit(new AuctionEffect.AbandonAttempt(attempt.id(), end));
    }
  }

  // Ending

  private void expire() {
    Optional<Attempt> last = stage.state().liveAttempt();
    last.ifPresent(attempt -> end(attempt, AttemptEnd.EXPIRED, ""));
    conclude(endings.expired(last));
  }

  private void cancel(String reason) {
    Optional<Attempt> last = stage.state().liveAttempt();
    last.ifPresent(attempt -> end(attempt, AttemptEnd.CANCELLED, reason));
    conclude(endings.cancelled(last, reason));
  }

  private void conclude(Outcome outcome) {
    conclude(outcome, null);
  }

  private void conclude(Outcome outcome, @Nullable Content result) {
    solicitation.releaseBidders();
    stage.become(new Over());
    stage.emit(new AuctionEffect.Conclude(outcome, result));
  }
}
