package io.grapevine.auction;

import io.grapevine.auction.AuctionState.Announcing;
import io.grapevine.auction.AuctionState.Attending;
import io.grapevine.auction.AuctionState.Over;
import io.grapevine.auction.AuctionState.Queued;
import io.grapevine.auction.AuctionState.Soliciting;
import io.grapevine.auction.AuctionState.Unopened;
import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.Content;
import io.grapevine.job.DeclineReason;
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
 * that no other worker could mend, or when rounds, attempts or time are used up; rounds that nobody
 * answered, and those in which everybody was busy, use up nothing but time. {@link Phase} shows
 * which way it can go.
 *
 * <p>A live attempt exists only in the {@link AuctionState}, and there is never a second one that
 * the client has not wished for. A worker that was given up may all the same be at work, and the
 * first result wins, even that of an attempt that was given up.
 *
 * <p>After a restart of its requester an auction is made anew from the history of the job. Before
 * anything runs again it asks the workers for the attempts that may be under way, under their old
 * names: a result that is finished is taken, a worker that is at work is followed again, and only
 * one that knows nothing or cannot be reached is given up.
 */
public final class Auction {
  private final JobSpec spec;
  private final Ranking ranking;
  private final Stage stage;
  private final Rounds rounds;
  private final BidRegistry registry;
  private final AttemptBudget attempts;
  private final Solicitation solicitation;
  private final Endings endings;
  private final AttemptEnds ends;
  private final Pursuit pursuit;
  private final Resumption resumption;
  private final @Nullable Past past;

  /** An auction that waits for {@link AuctionEvent.Opened}. */
  public Auction(JobSpec spec, PeerId requester, AuctionConfig config, Ranking ranking) {
    this(spec, requester, config, ranking, null);
  }

  private Auction(
      JobSpec spec, PeerId requester, AuctionConfig config, Ranking ranking, @Nullable Past past) {
    this.spec = spec;
    this.past = past;
    this.ranking = ranking;
    stage = new Stage(spec.id());
    rounds = new Rounds(spec, requester, config);
    registry = new BidRegistry(ranking, spec);
    attempts = new AttemptBudget(spec.id(), spec.maxAttempts());
    solicitation = new Solicitation(spec, requester, config, stage, rounds, registry, ranking);
    endings = new Endings(spec, requester, rounds, registry, attempts);
    ends = new AttemptEnds(spec, stage, attempts, endings, ranking);
    Dialling dialling = new Dialling(spec, config, stage, ends);
    pursuit =
        new Pursuit(
            spec,
            requester,
            config,
            stage,
            solicitation,
            attempts,
            endings,
            ends,
            dialling,
            ranking);
    resumption = new Resumption(spec, requester, config, stage, dialling, ends, endings);
  }

  /**
   * The auction of a job that this requester picks up again after a restart, or takes over from
   * another one. It waits for {@link AuctionEvent.Resumed}, which it records first of all.
   * Attempts, starts, rounds and the workers that were tried are those of the history; the bids are
   * not, because no slot is held for them any more. The time of {@link #handle} must be comparable
   * with that of the history, that is, follow the wall clock; what passed since the submission is
   * spent, save for a short grace for asking for a result.
   *
   * @param history as it was journalled, from {@link JobEvent.Submitted} on; entries that were not
   *     written in time may be missing at its end
   * @param requester this one; attempts that another one awarded are given up, because workers know
   *     an attempt by its requester too
   * @throws IllegalArgumentException if the history does not begin with the submission, or if the
   *     job is over
   */
  public static Auction resume(
      List<JobEvent> history, PeerId requester, AuctionConfig config, Ranking ranking) {
    Past past = new Past(history);
    return new Auction(past.spec(), requester, config, ranking, past);
  }

  /**
   * Takes in one fact.
   *
   * @param now never earlier than at the call before
   * @return what is to be done about it, in this order
   * @throws IllegalStateException if the auction is not opened or resumed exactly once and first,
   *     or if it is about to break its own rules; the message holds the latest transitions
   */
  public List<AuctionEffect> handle(AuctionEvent event, Instant now) {
    stage.turnTo(event, now);
    switch (phase()) {
      case UNOPENED -> open(event);
      case OVER -> afterwards(event);
      case ANNOUNCING, QUEUED, SOLICITING, DIALING, RUNNING, REATTACHING -> {
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
      case AuctionEvent.Opened(Duration waited, int capable) when past == null -> {
        rounds.learnCapable(capable);
        stage.endBy(stage.in(spec.timeout().minus(waited)));
        if (stage.isTimeLeft()) {
          solicitation.announce(rounds.next());
        } else {
          conclude(endings.expiredWaiting(), null);
        }
      }
      case AuctionEvent.Resumed(int capable) when past != null -> {
        rounds.learnCapable(capable);
        past.restore(rounds, registry, attempts);
        goOn(resumption.resume(past));
      }
      case AuctionEvent.CancelRequested(String reason) when past == null ->
          conclude(endings.cancelled(Optional.empty(), reason), null);
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
      case AuctionEvent.Opened _, AuctionEvent.Resumed _ ->
          throw stage.illegal("it is open already");
      case AuctionEvent.OfferPublished(OfferId offer, int recipients, int capable) ->
          chooseIf(solicitation.published(offer, recipients, capable));
      case AuctionEvent.BidReceived(Bid bid) -> chooseIf(solicitation.bidReceived(bid));
      case AuctionEvent.RefusalReceived(Refusal refusal) ->
          chooseIf(solicitation.refusalReceived(refusal));
      case AuctionEvent.AwardConfirmed(AttemptId id) -> pursuit.confirmed(id);
      case AuctionEvent.AwardDeclined(AttemptId id, DeclineReason reason, String detail) ->
          goOn(pursuit.declined(id, reason, detail));
      case AuctionEvent.DialFailed(AttemptId id, String detail, boolean payloadLeft) ->
          goOn(pursuit.dialFailed(id, detail, payloadLeft));
      case AuctionEvent.HeartbeatReceived heartbeat -> pursuit.heartbeat(heartbeat);
      case AuctionEvent.ResultReceived(AttemptId id, Content result, Receipt receipt) ->
          goOn(pursuit.resultReceived(id, result, receipt));
      case AuctionEvent.InvalidResultReceived(AttemptId id, String detail) ->
          goOn(pursuit.invalid(id, detail));
      case AuctionEvent.WorkFailed(AttemptId id, Failure failure, boolean begun) ->
          goOn(pursuit.workFailed(id, failure, begun));
      case AuctionEvent.ConnectionLost(AttemptId id, String detail) ->
          goOn(pursuit.connectionLost(id, detail));
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
      case Announcing(OfferId offer, Instant _) when registry.candidates().isEmpty() -> {
        rounds.takePause(stage.timeLeft());
        solicitation.announce(offer);
      }
      case Queued(OfferId offer, Instant _) -> solicitation.announce(offer);
      case Announcing _, Soliciting _ -> choose(Optional.empty());
      case Attending(List<LiveAttempt> live) ->
          live.stream()
              .filter(each -> stage.isPast(each.timer()))
              .forEach(each -> goOn(pursuit.timeUp(each)));
      case Unopened _, Over _ -> throw stage.illegal("it waits for nothing");
    }
  }

  private void goOn(Sequel sequel) {
    switch (sequel) {
      case Sequel.Stay() -> {}
      case Sequel.Choose(Optional<Attempt> last) -> choose(last);
      case Sequel.Hedge() -> hedge();
      case Sequel.End(Outcome outcome, Content result) -> conclude(outcome, result);
    }
  }

  // Choosing a worker

  private void chooseIf(boolean due) {
    if (due && stage.state() instanceof Attending) {
      hedge();
    } else if (due) {
      choose(Optional.empty());
    }
  }

  /**
   * The next candidate, else the next round, else the end.
   *
   * @param last the attempt that has just failed, if one has
   */
  private void choose(Optional<Attempt> last) {
    // A result is looked at however late it is, and may turn out to be false.
    if (!stage.isTimeLeft()) {
      conclude(endings.expired(last), null);
      return;
    }
    Optional<Bid> best = registry.best(stage.now());
    Answers answers = rounds.number() == 0 ? Answers.NONE : registry.answersTo(rounds.current());
    boolean isSilent = stage.state() instanceof Soliciting && answers.areSilence();
    if (isSilent) {
      rounds.spareSilent();
    } else if (answers.areBusy()) {
      rounds.spareBusy();
    }
    if (attempts.isUsedUp() || (best.isEmpty() && !rounds.mayContinue(registry.refusedForGood()))) {
      conclude(endings.usedUp(last), null);
    } else if (best.isPresent()) {
      award(best.get());
    } else if (isSilent ? rounds.asksAll() : isPauseDue(answers)) {
      solicitation.announceLater(rounds.next());
    } else {
      solicitation.announce(rounds.next());
    }
  }

  /** Workers that refused need time before it makes sense to ask them again. */
  private boolean isPauseDue(Answers answers) {
    return answers.areAllRefusals() && !(answers.areBusy() && rounds.mayWiden());
  }

  /** A second worker tries too, as soon as there is one. */
  private void hedge() {
    solicitation.wantBeside(false);
    if (attempts.isUsedUp() || stage.state().live().size() > 1) {
      return;
    }
    Optional<Bid> best = registry.best(stage.now());
    if (best.isPresent()) {
      ranking.awarded(best.get(), spec);
      pursuit.awardBeside(best.get(), registry.tried(best.get().worker(), rounds.number()));
    } else if (rounds.mayContinue(registry.refusedForGood())) {
      solicitation.announceBeside(rounds.next());
    }
  }

  private void award(Bid bid) {
    solicitation.wantBeside(false);
    rounds.encourage();
    ranking.awarded(bid, spec);
    pursuit.award(bid, registry.tried(bid.worker(), rounds.number()));
  }

  // Ending

  private void expire() {
    conclude(endings.expired(ends.endAll(AttemptEnd.EXPIRED, "")), null);
  }

  private void cancel(String reason) {
    conclude(endings.cancelled(ends.endAll(AttemptEnd.CANCELLED, reason), reason), null);
  }

  private void conclude(Outcome outcome, @Nullable Content result) {
    solicitation.releaseBidders();
    stage.become(new Over());
    stage.emit(new AuctionEffect.Conclude(outcome, result));
  }
}
