package io.grapevine.auction;

import io.grapevine.auction.AuctionState.Announcing;
import io.grapevine.auction.AuctionState.Attending;
import io.grapevine.auction.AuctionState.Over;
import io.grapevine.auction.AuctionState.Queued;
import io.grapevine.auction.AuctionState.Soliciting;
import io.grapevine.auction.AuctionState.Unopened;
import io.grapevine.job.Bid;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobSpec;
import io.grapevine.job.OfferId;
import io.grapevine.job.Preferences;
import io.grapevine.job.Refusal;
import io.grapevine.job.RefusalReason;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The part of an auction that announces offers and collects answers. Methods that say {@code true}
 * mean that it is time to choose.
 */
final class Solicitation {
  /**
   * When the only answer is from a worker that was trouble of late, the others get so many times as
   * long as it took. Not the whole window, since all workers may have been trouble.
   */
  static final int DOUBTFUL_PATIENCE = 4;

  private final JobSpec spec;
  private final PeerId self;
  private final AuctionConfig config;
  private final Stage stage;
  private final Rounds rounds;
  private final BidRegistry registry;
  private final Ranking ranking;
  private Instant announcedAt = Instant.MIN;
  private Heard heard = Heard.NOBODY;
  private boolean isWantedBeside;

  /** Whose answers to the latest offer there are, of other peers. */
  private enum Heard {
    NOBODY,
    DOUBTFUL,
    TRUSTED
  }

  Solicitation(
      JobSpec spec,
      PeerId self,
      AuctionConfig config,
      Stage stage,
      Rounds rounds,
      BidRegistry registry,
      Ranking ranking) {
    this.spec = spec;
    this.self = self;
    this.ranking = ranking;
    this.config = config;
    this.stage = stage;
    this.rounds = rounds;
    this.registry = registry;
  }

  /** Puts out the offer of this round, be it for the first time or again. */
  void announce(OfferId offer) {
    stage.emit(new AuctionEffect.PublishOffer(rounds.open(offer, stage.timeLeft())));
    announcedAt = stage.now();
    heard = Heard.NOBODY;
    stage.become(new Announcing(offer, stage.in(rounds.patience())));
  }

  /** Puts out the offer of this round after a pause, which is longer each time. */
  void announceLater(OfferId offer) {
    stage.become(new Queued(offer, stage.in(rounds.takePause(stage.timeLeft()))));
  }

  /** Asks for bids while a worker has the job. */
  void announceBeside(OfferId offer) {
    stage.emit(new AuctionEffect.PublishOffer(rounds.open(offer, stage.timeLeft())));
    wantBeside(true);
  }

  /** Whether the next bid is awarded though a worker has the job. */
  void wantBeside(boolean wanted) {
    isWantedBeside = wanted;
  }

  /** Gossip has the offer, and says how many peers got it from there. */
  boolean published(OfferId offer, int recipients, int capable) {
    boolean isAwaited = stage.state() instanceof Announcing || stage.state() instanceof Queued;
    if (isWantedBeside && stage.state() instanceof Attending && offer.equals(rounds.current())) {
      stage.record(
          new JobEvent.OfferAnnounced(stage.job(), stage.now(), offer.round(), recipients));
    }
    if (!isAwaited || !offer.equals(rounds.current())) {
      return false;
    }
    rounds.learnCapable(Math.max(capable, recipients));
    if (recipients > 0 || registry.answersTo(offer).count() > 0) {
      rounds.reached(recipients);
      stage.record(
          new JobEvent.OfferAnnounced(stage.job(), stage.now(), offer.round(), recipients));
      Instant closesAt = stage.in(patience());
      stage.become(new Soliciting(offer, rounds.expectedAnswers(), closesAt));
      return isRoundDue() || registry.candidates().stream().anyMatch(this::isLate);
    }
    if (stage.state() instanceof Announcing) {
      // Said once per round: the history must not grow while nobody is there.
      if (rounds.foundEmpty()) {
        stage.record(new JobEvent.OfferAnnounced(stage.job(), stage.now(), offer.round(), 0));
      }
      announceLater(offer);
    }
    return false;
  }

  boolean bidReceived(Bid bid) {
    if (!isForUs(bid.offer()) || isFromLiveWorker(bid)) {
      return false;
    }
    if (rounds.isEarlier(bid.offer())) {
      stage.reject(bid);
      return false;
    }
    Optional<Refusal> objection = objectionTo(bid, spec.preferences());
    if (objection.isPresent()) {
      stage.reject(bid);
      return refusalReceived(objection.get());
    }
    switch (registry.enter(bid)) {
      case NEW -> {
        if (registry.mayRecordBid()) {
          stage.record(new JobEvent.BidPlaced(stage.job(), stage.now(), bid));
        }
      }
      case REPEATED -> {}
      case UNWANTED -> {
        stage.reject(bid);
        return false;
      }
    }
    rounds.reached();
    answered(bid.offer(), bid.worker());
    return switch (stage.state()) {
      case Soliciting _ -> isRoundDue() || isLate(bid);
      // Its round is closed, and there was no candidate but for it.
      case Queued _ -> true;
      // It stays a candidate for fail-over, without holding a slot all the while.
      case Attending _ when isWantedBeside -> true;
      case Attending _ -> {
        registry.release(bid.worker());
        stage.reject(bid);
        yield false;
      }
      case Unopened _, Announcing _, Over _ -> false;
    };
  }

  /** Workers should know that they are not wanted; those that bid all the same are not believed. */
  static Optional<Refusal> objectionTo(Bid bid, Preferences wanted) {
    if (!wanted.accepts(bid.worker())) {
      return refused(bid, RefusalReason.NOT_ALLOWED, "the client does not accept this worker");
    }
    if (!wanted.requirements().areMetBy(bid.attributes())) {
      return refused(
          bid, RefusalReason.UNSUITABLE, "what it says of itself does not meet the requirements");
    }
    return Optional.empty();
  }

  private static Optional<Refusal> refused(Bid bid, RefusalReason reason, String detail) {
    return Optional.of(new Refusal(bid.offer(), bid.worker(), reason, detail));
  }

  boolean refusalReceived(Refusal refusal) {
    if (!isForUs(refusal.offer())
        || rounds.isEarlier(refusal.offer())
        || !registry.enter(refusal)) {
      return false;
    }
    rounds.reached();
    answered(refusal.offer(), refusal.worker());
    if (registry.mayRecordRefusal()) {
      stage.record(new JobEvent.BidRefused(stage.job(), stage.now(), refusal));
    }
    return isRoundDue();
  }

  /** Frees the slots of all bidders that were not chosen. */
  void releaseBidders() {
    registry.release().forEach(stage::reject);
  }

  /**
   * The first answer of another peer tells how far away the others are: they get as long again as
   * it took, near or far; and more if that peer is one to be avoided, since a worker that fails
   * everything at once is always quick to answer.
   */
  private void answered(OfferId offer, PeerId worker) {
    Heard from = ranking.isDoubtful(worker, stage.now()) ? Heard.DOUBTFUL : Heard.TRUSTED;
    if (from.compareTo(heard) <= 0 || worker.equals(self) || !offer.equals(rounds.current())) {
      return;
    }
    heard = from;
    if (stage.state() instanceof Soliciting(OfferId open, int expected, Instant closesAt)) {
      Instant soon = stage.in(patience());
      stage.become(new Soliciting(open, expected, soon.isBefore(closesAt) ? soon : closesAt));
    }
  }

  private Duration patience() {
    Duration waited = Duration.between(announcedAt, stage.now());
    Duration wanted =
        switch (heard) {
          case NOBODY -> config.bidWindow();
          case DOUBTFUL -> waited.multipliedBy(DOUBTFUL_PATIENCE);
          case TRUSTED -> waited;
        };
    return wanted.compareTo(config.bidWindow()) < 0 ? wanted : config.bidWindow();
  }

  /** There was no candidate when its round was closed, so any is welcome. */
  private boolean isLate(Bid bid) {
    return bid.offer().round() < rounds.number();
  }

  private boolean isRoundDue() {
    return stage.state() instanceof Soliciting(OfferId offer, int expected, Instant _)
        && RoundClosing.isDue(
            registry.answersTo(offer),
            expected,
            ranking.bidsWanted(spec, config.bidsWanted()),
            bid -> ranking.isDoubtful(bid.worker(), stage.now()),
            bid -> ranking.isSettledBy(bid, spec, stage.now()));
  }

  private boolean isForUs(OfferId offer) {
    return offer.job().equals(stage.job()) && offer.round() <= rounds.number();
  }

  /** A worker that is being dialled or runs the job: its slot is not to be touched. */
  private boolean isFromLiveWorker(Bid bid) {
    return stage.state().live().stream()
        .anyMatch(live -> live.attempt().worker().equals(bid.worker()));
  }
}
