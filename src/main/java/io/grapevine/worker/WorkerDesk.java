package io.grapevine.worker;

import io.grapevine.job.Content;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.Failure;
import io.grapevine.job.JobId;
import io.grapevine.job.Load;
import io.grapevine.job.Offer;
import io.grapevine.job.Progress;
import io.grapevine.job.ReservationId;
import io.grapevine.job.Usage;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The worker in a peer: bids for offers, holds slots for bids, takes awards, has the handlers run
 * and keeps their results until somebody has them.
 *
 * <p>Two promises are kept whatever requesters and the network do. Reservations and attempts
 * together never exceed the slots and the places in the queue, which is verified after every event.
 * And an attempt runs at most once, since it begins only on a bid of this desk that was not spent
 * on it: whoever comes back to an earlier life of the worker quotes a bid that nobody here made.
 *
 * <p>Nothing that a requester sends makes the desk throw; what makes no sense is declined or
 * ignored.
 */
public final class WorkerDesk {
  private final WorkerConfig config;
  private final CapacityLedger ledger;
  private final Outbox outbox = new Outbox();
  private final BidMemory bids = new BidMemory();
  private final Bidding bidding;
  private final Deliveries deliveries;
  private final Attempts attempts;
  private boolean draining;
  private double latestCpu;
  private double latestMemory;

  /**
   * A desk with all its slots free.
   *
   * @param self the peer whose worker this is
   * @param random for the names of reservations; must not repeat what it gave to an earlier life
   */
  public WorkerDesk(PeerId self, WorkerConfig config, RandomGenerator random) {
    this.config = config;
    ledger = new CapacityLedger(config.slots(), config.concurrency(), config.queueMax());
    deliveries = new Deliveries(config, outbox, bids);
    attempts = new Attempts(ledger, deliveries, outbox);
    bidding = new Bidding(self, config, ledger, outbox, new View(), bids, random);
  }

  /**
   * Takes in one fact, after everything that was due by now.
   *
   * @param now never earlier than at the call before
   * @return what is to be done about it, in this order
   * @throws IllegalStateException if the desk finds that it gave away more than it has
   */
  public List<WorkerEffect> handle(WorkerEvent event, Instant now) {
    outbox.open(now);
    bidding.expire();
    attempts.expire();
    dispatch(event);
    attempts.startWaiting();
    bidding.answerPending();
    ledger.verify(
        Stream.concat(bidding.holdings().stream(), attempts.holdings().stream()).toList());
    return outbox.effects();
  }

  /** When to send {@link WorkerEvent.DeadlineReached}; empty when nothing is awaited. */
  public Optional<Instant> nextDeadline() {
    return Stream.concat(bidding.nextDeadline().stream(), attempts.nextDeadline().stream())
        .min(Instant::compareTo);
  }

  /**
   * How busy the worker is.
   *
   * @param cpu share of the processors in use; what is not between 0 and 1 is taken for the nearest
   * @param memory share of the memory in use, likewise
   */
  public Load load(double cpu, double memory) {
    List<Holding> live = attempts.holdings();
    int queued = (int) live.stream().filter(holding -> holding.seat() == Seat.QUEUE).count();
    int reserved = bidding.holdings().size();
    return new Load(
        live.size() - queued, reserved, queued, config.slots(), share(cpu), share(memory));
  }

  /**
   * Whether the worker was told to take no new work and has none left: nothing runs, and no
   * requester is about to acknowledge a result.
   */
  public boolean isDrained() {
    return draining && !attempts.areUnderWay();
  }

  private void dispatch(WorkerEvent event) {
    switch (event) {
      case WorkerEvent.OfferHeard(Offer offer, double cpu, double memory, int capable) -> {
        latestCpu = cpu;
        latestMemory = memory;
        bidding.offerHeard(offer, capable);
      }
      case WorkerEvent.BidRejected(PeerId requester, ReservationId reservation) ->
          bidding.bidRejected(requester, reservation);
      case WorkerEvent.JobClosed(PeerId requester, JobId job) -> {
        bidding.jobClosed(requester, job);
        attempts.jobClosed(requester, job);
      }
      case WorkerEvent.AwardReceived award -> awardReceived(award);
      case WorkerEvent.PayloadReceived(Assignment assignment, Content payload) ->
          attempts.payloadReceived(assignment, payload);
      case WorkerEvent.ProgressMade(Assignment assignment, Progress progress) ->
          attempts.progressMade(assignment, progress);
      case WorkerEvent.RunCompleted(Assignment assignment, Content result, Usage usage) ->
          attempts.runCompleted(assignment, result, usage);
      case WorkerEvent.RunFailed(Assignment assignment, Failure failure) ->
          attempts.runFailed(assignment, failure);
      case WorkerEvent.CancelReceived(Assignment assignment) -> attempts.cancelled(assignment);
      case WorkerEvent.RequesterLost(Assignment assignment) -> attempts.requesterLost(assignment);
      case WorkerEvent.ResultAcknowledged(Assignment assignment) ->
          deliveries.acknowledged(assignment);
      case WorkerEvent.ResultsFound(List<StoredResult> found) -> deliveries.found(found);
      case WorkerEvent.ResultStored(Assignment assignment) -> deliveries.stored(assignment);
      case WorkerEvent.ResultNotStored(Assignment assignment) -> deliveries.notStored(assignment);
      case WorkerEvent.ResultLoaded(Assignment assignment, Content result) ->
          deliveries.loaded(assignment, result);
      case WorkerEvent.ResultUnreadable(Assignment assignment) -> deliveries.unreadable(assignment);
      case WorkerEvent.DrainRequested() -> {
        draining = true;
        bidding.releaseAll();
        attempts.handBackWaiting();
      }
      case WorkerEvent.HandBackRequested() -> {
        draining = true;
        bidding.releaseAll();
        attempts.handBackAll();
        deliveries.storeAll();
      }
      case WorkerEvent.DeadlineReached() -> {}
    }
  }

  private void awardReceived(WorkerEvent.AwardReceived event) {
    Assignment assignment = event.assignment();
    PeerId requester = assignment.requester();
    Award award = Award.of(event, outbox.now());
    if (attempts.answerAgain(assignment, award)) {
      return;
    }
    if (draining) {
      outbox.decline(assignment, DeclineReason.SHUTTING_DOWN, "this worker is about to stop");
      return;
    }
    Optional<Promise> promise = promiseTo(assignment);
    if (promise.isEmpty()) {
      outbox.decline(
          assignment, DeclineReason.NO_BID, "this worker knows of no such bid, or it is used up");
      return;
    }
    if (!promise.get().covers(event, config.payloadSizeMax()) || !event.timeLeft().isPositive()) {
      outbox.decline(assignment, DeclineReason.INVALID, "the award does not match the offer");
      return;
    }
    bidding.redeem(requester, promise.get().offer());
    if (attempts.seatsOf(requester) >= config.requesters().seatsMax()) {
      turnAway(assignment, "this requester has as much as is for one");
      return;
    }
    seatFor(promise.get())
        .ifPresentOrElse(
            seat -> attempts.accept(assignment, award, seat),
            () -> turnAway(assignment, "every slot is taken or reserved"));
  }

  /** The requester turns to others, so this award must not be taken when it comes once more. */
  private void turnAway(Assignment assignment, String why) {
    outbox.decline(assignment, DeclineReason.NO_CAPACITY, why);
    deliveries.remember(assignment);
  }

  /** What was bid and is not used up. */
  private Optional<Promise> promiseTo(Assignment assignment) {
    PeerId requester = assignment.requester();
    ReservationId reservation = assignment.reservation();
    return bids.recall(requester, reservation, outbox.now())
        .filter(
            promise ->
                !promise.isUsedUp(
                    attempts.beside(assignment), bids.spentOf(requester, reservation)));
  }

  /** Nobody waits who was not told so with the bid. */
  private Optional<Seat> seatFor(Promise promise) {
    WorkType type = promise.terms().type();
    return Stream.of(Seat.SLOT, promise.seat())
        .filter(seat -> ledger.hasRoomFor(type, seat))
        .findFirst();
  }

  private static double share(double measured) {
    return measured >= 0 ? Math.min(measured, 1) : 0;
  }

  private final class View implements DeskView {
    @Override
    public boolean isDraining() {
      return draining;
    }

    @Override
    public Load load() {
      return WorkerDesk.this.load(latestCpu, latestMemory);
    }

    @Override
    public Duration expectedWait(WorkType type) {
      return attempts.expectedWait(type);
    }

    @Override
    public int attemptsOf(PeerId requester) {
      return attempts.seatsOf(requester);
    }
  }
}
