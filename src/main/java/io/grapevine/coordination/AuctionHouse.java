package io.grapevine.coordination;

import io.grapevine.auction.Auction;
import io.grapevine.auction.AuctionConfig;
import io.grapevine.auction.AuctionEffect;
import io.grapevine.auction.AuctionEvent;
import io.grapevine.auction.Ranking;
import io.grapevine.auction.Turnout;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.job.Refusal;
import io.grapevine.job.WorkType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the auctions of all active jobs. For the loop thread only. An auction that fails ends its
 * own job and no other.
 */
final class AuctionHouse implements Timed {
  private static final Logger LOG = LoggerFactory.getLogger(AuctionHouse.class);

  private final AuctionConfig config;
  private final Ranking ranking;
  private final AuctionNetwork network;
  private final JobChronicle chronicle;
  private final BrokenJobs broken;
  private final InstantSource clock;
  private final Consumer<JobSpec> onOver;
  private final Consumer<JobSpec> onStill;
  private final AuctionHands hands;
  private final Turnout turnout = new Turnout();
  private final Map<JobId, Lot> lots = new HashMap<>();

  /** Jobs whose turn has not come, with the time from which theirs runs. */
  private final Map<JobId, Unopened> unopened = new HashMap<>();

  private final Deadlines<JobId> deadlines = new Deadlines<>();
  private boolean leaving;

  /** A job that waits for its turn. */
  private record Unopened(JobSpec spec, Instant since, boolean resumed) {}

  /**
   * @param onOver told of each job that came here, once, when it is over or leaves without outcome
   * @param onStill told of a job that leaves because nothing can be written of it
   */
  AuctionHouse(
      PeerSetup setup,
      AuctionNetwork network,
      JobChronicle chronicle,
      BrokenJobs broken,
      Consumer<JobSpec> onOver,
      Consumer<JobSpec> onStill) {
    this.config = setup.auction();
    this.ranking = setup.ranking();
    this.network = network;
    this.chronicle = chronicle;
    this.broken = broken;
    this.clock = setup.clock();
    this.onOver = onOver;
    this.onStill = onStill;
    this.hands = new AuctionHands(network, clock, this::close);
  }

  /** Takes in a job that is in the journal. It can be called off, and its time runs. */
  void admit(JobEvent.Submitted submitted) {
    JobSpec spec = submitted.spec();
    chronicle.tell(submitted);
    begin(spec, new Auction(spec, network.self(), config, ranking));
    awaitTurn(submitted, false);
  }

  /**
   * Solicits for a job that is on its way into the journal. Only its offer leaves, until {@link
   * #confirm} or {@link #withdraw}.
   */
  void anticipate(JobEvent.Submitted submitted) {
    JobSpec spec = submitted.spec();
    begin(spec, new Auction(spec, network.self(), config, ranking)).anticipate();
    awaitTurn(submitted, false);
  }

  /**
   * A job that was anticipated is in the journal: its auction goes on.
   *
   * @return false if it is not here, or not any more
   */
  boolean confirm(JobEvent.Submitted submitted) {
    Lot lot = lots.get(submitted.job());
    if (lot == null) {
      return false;
    }
    chronicle.tell(submitted);
    Optional<Anticipation> held = lot.anticipation();
    lot.settled();
    held.ifPresent(
        waiting -> {
          guarded(lot, "what waited for the journal", () -> hands.carryOut(lot, waiting.effects()));
          waiting.events().forEach(event -> handle(lot.id(), event));
        });
    return true;
  }

  /** A job that was anticipated is not in the journal: the slots that are held for it are free. */
  void withdraw(JobId job) {
    Lot lot = lots.get(job);
    if (lot != null) {
      lot.line().end();
      leave(lot);
      lot.anticipation().ifPresent(waiting -> waiting.events().forEach(this::answerLate));
    }
  }

  /** Takes a job up that was taken in earlier, by another process maybe. */
  void resume(List<JobEvent> history, JobEvent.Submitted submitted, boolean hasWorker) {
    JobSpec spec = submitted.spec();
    Lot lot = begin(spec, Auction.resume(history, network.self(), config, ranking));
    history.forEach(lot::note);
    if (hasWorker) {
      handle(spec.id(), resumed(spec));
    } else {
      awaitTurn(submitted, true);
    }
  }

  /** Tells the world of an outcome that was durable before it could be told. */
  void publish(JobEvent.Concluded over) {
    chronicle.tell(over);
    if (over.outcome().requester().equals(network.self())) {
      network.publishOutcome(over.outcome());
    }
  }

  boolean has(JobId job) {
    return lots.containsKey(job);
  }

  private void awaitTurn(JobEvent.Submitted submitted, boolean resumed) {
    unopened.put(submitted.job(), new Unopened(submitted.spec(), submitted.at(), resumed));
    deadlines.set(submitted.job(), Optional.of(submitted.at().plus(submitted.spec().timeout())));
  }

  /** It is the turn of a job that was taken in: starts its auction. */
  void open(JobId job) {
    Unopened waiting = unopened.remove(job);
    if (waiting == null) {
      return;
    }
    handle(job, waiting.resumed() ? resumed(waiting.spec()) : opened(waiting));
  }

  /** How many can do the work is asked now: since the job was taken in, more may be known. */
  private AuctionEvent opened(Unopened waiting) {
    Duration waited = Duration.between(waiting.since(), clock.instant());
    return new AuctionEvent.Opened(
        waited.isNegative() ? Duration.ZERO : waited, turnout.capable(waiting.spec().type()));
  }

  private AuctionEvent resumed(JobSpec spec) {
    return new AuctionEvent.Resumed(turnout.capable(spec.type()));
  }

  void handle(JobId job, AuctionEvent event) {
    if (event instanceof AuctionEvent.CancelRequested) {
      openToEnd(job);
    }
    countAnswer(event);
    Lot lot = lots.get(job);
    if (lot == null || unopened.containsKey(job)) {
      answerLate(event);
      return;
    }
    Anticipation anticipation = lot.anticipation().orElse(null);
    if (anticipation != null && !(event instanceof AuctionEvent.Opened)) {
      if (!anticipation.hold(event)) {
        answerLate(event);
      }
    } else if (event instanceof AuctionEvent.AwardConfirmed(AttemptId attempt)) {
      lot.confirmed(attempt, () -> step(lot, event));
    } else if (event instanceof AuctionEvent.DeadlineReached) {
      lot.overdue(() -> step(lot, event));
    } else {
      step(lot, event);
    }
  }

  private void step(Lot lot, AuctionEvent event) {
    guarded(lot, event.getClass().getSimpleName(), () -> advance(lot, event));
  }

  private void advance(Lot lot, AuctionEvent event) {
    List<AuctionEffect> effects =
        lot.auction().handle(withTurnout(event, lot.spec()), clock.instant());
    countOffers(lot.spec(), effects);
    lot.anticipation()
        .ifPresentOrElse(
            anticipation -> hands.anticipate(anticipation, effects),
            () -> hands.carryOut(lot, effects));
    if (lots.containsKey(lot.id())) {
      deadlines.set(lot.id(), lot.auction().nextDeadline());
    }
    if (leaving) {
      leaveWithoutWorker(lot);
    }
  }

  private void guarded(Lot lot, String on, Runnable action) {
    try {
      action.run();
    } catch (RuntimeException fault) {
      breakDown(lot, on, fault);
    }
  }

  /** A job that was never opened can be called off; one that was resumed is opened for it. */
  private void openToEnd(JobId job) {
    Unopened waiting = unopened.remove(job);
    if (waiting != null && waiting.resumed()) {
      handle(job, resumed(waiting.spec()));
    }
  }

  /**
   * Leaves jobs that no worker has to whoever takes them up from the journal, and solicits for none
   * from now on. Those that a worker has go on.
   */
  void leaveWithoutWorkers() {
    leaving = true;
    hands.stopOffering();
    List.copyOf(lots.values()).forEach(this::leaveWithoutWorker);
  }

  private void leaveWithoutWorker(Lot lot) {
    if (lots.containsKey(lot.id()) && !lot.hasWorker() && !lot.auction().isOver()) {
      lot.line().end();
      close(lot);
    }
  }

  /** Calls off every job; for the end of a process whose jobs end with it. */
  void callOffAll(String reason) {
    for (JobId job : List.copyOf(lots.keySet())) {
      handle(job, new AuctionEvent.CancelRequested(reason));
    }
  }

  /** Nothing more is done for any job, and no worker is told: they may belong to somebody else. */
  void letGoOfAll() {
    List<Lot> all = List.copyOf(lots.values());
    // First of all, so that the end of one is not the turn of another.
    all.forEach(this::leave);
    all.forEach(this::standStill);
  }

  private void standStill(Lot lot) {
    lot.line().end();
    network.detach(lot.id());
    close(lot);
    onStill.accept(lot.spec());
  }

  @Override
  public Optional<Instant> nextDeadline() {
    return deadlines.earliest();
  }

  @Override
  public void deadlineReached(Instant now) {
    for (JobId job : deadlines.due(now)) {
      if (unopened.containsKey(job)) {
        open(job);
      } else {
        handle(job, new AuctionEvent.DeadlineReached());
      }
    }
  }

  private Lot begin(JobSpec spec, Auction auction) {
    Lot lot = new Lot(spec, auction, new JobLine(chronicle, new Owner(spec.id())));
    lots.put(spec.id(), lot);
    return lot;
  }

  private void breakDown(Lot lot, String on, RuntimeException fault) {
    lot.line().end();
    leave(lot);
    if (lot.anticipation().isPresent()) {
      // Nothing can be written of it. Should it be admitted, it begins anew.
      LOG.warn("job {} cannot be anticipated: its auction failed on {}", lot.id(), on, fault);
      return;
    }
    broken.conclude(lot.spec(), on, fault, () -> onOver.accept(lot.spec()));
  }

  private void close(Lot lot) {
    leave(lot);
    onOver.accept(lot.spec());
  }

  private void leave(Lot lot) {
    lots.remove(lot.id());
    unopened.remove(lot.id());
    deadlines.set(lot.id(), Optional.empty());
  }

  private void countAnswer(AuctionEvent event) {
    switch (event) {
      case AuctionEvent.BidReceived(Bid bid) -> turnout.answered(bid.offer());
      case AuctionEvent.RefusalReceived(Refusal refusal) -> turnout.answered(refusal.offer());
      default -> {}
    }
  }

  /** Shares of a batch are answered from one offer for all, so they tell nothing. */
  private void countOffers(JobSpec spec, List<AuctionEffect> effects) {
    for (AuctionEffect effect : effects) {
      if (effect instanceof AuctionEffect.PublishOffer(Offer offer) && spec.batch() == null) {
        turnout.announced(offer, clock.instant());
      }
    }
  }

  /** The network knows of the workers to which it is connected, and there may be many more. */
  private AuctionEvent withTurnout(AuctionEvent event, JobSpec spec) {
    if (event instanceof AuctionEvent.OfferPublished(OfferId offer, int recipients, int capable)
        && spec.batch() == null) {
      WorkType type = spec.type();
      turnout.subscribed(type, capable);
      return new AuctionEvent.OfferPublished(offer, recipients, turnout.capable(type));
    }
    return event;
  }

  /** A bid for a job that is over, or not open yet, holds a slot for nothing. */
  private void answerLate(AuctionEvent event) {
    if (event instanceof AuctionEvent.BidReceived late) {
      network.rejectBid(late.bid());
    }
  }

  /** Hears how what waits for the journal fares. */
  private final class Owner implements JobLine.Owner {
    private final JobId job;

    Owner(JobId job) {
      this.job = job;
    }

    @Override
    public void lost(Throwable failure) {
      LOG.debug("an entry of job {} cannot be kept", job, failure);
      Optional.ofNullable(lots.get(job)).ifPresent(AuctionHouse.this::standStill);
    }

    @Override
    public void failed(RuntimeException fault) {
      Optional.ofNullable(lots.get(job))
          .ifPresent(lot -> breakDown(lot, "what waited for the journal", fault));
    }
  }
}
