package io.grapevine.simulation.scale;

import io.grapevine.auction.Auction;
import io.grapevine.auction.AuctionConfig;
import io.grapevine.auction.AuctionEffect;
import io.grapevine.auction.AuctionEvent;
import io.grapevine.auction.Ranking;
import io.grapevine.auction.Selection;
import io.grapevine.auction.Turnout;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.Content;
import io.grapevine.job.Delivery;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Offer;
import io.grapevine.job.Outcome;
import io.grapevine.job.Refusal;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.JobSamples;
import io.grapevine.testing.Randomised;
import io.grapevine.worker.Assignment;
import io.grapevine.worker.WorkerEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The production auctions of one requester, and the little that carries their effects out. */
final class SimulatedRequester {
  private static final int ATTEMPTS_MAX = 10;
  private static final long PUBLISHING_NANOS = 100_000;

  private final int number;
  private final PeerId id;
  private final AuctionConfig config;
  private final Duration jobTimeout;
  private final World world;
  private final Map<JobId, Lot> lots = new HashMap<>();
  private final Ranking ranking;
  private final Turnout turnout = new Turnout();

  /** One job. */
  private static final class Lot {
    private final JobSpec spec;
    private final Auction auction;
    private final Alarm alarm;
    private final Map<AttemptId, Placement> placements = new HashMap<>();

    Lot(JobSpec spec, Auction auction, Alarm alarm) {
      this.spec = spec;
      this.auction = auction;
      this.alarm = alarm;
    }
  }

  /** An attempt at a worker that was reached. */
  private static final class Placement {
    private final SimulatedWorker worker;
    private final Assignment assignment;

    /** When the latest word on its stream arrives. */
    private long latestArrival;

    Placement(SimulatedWorker worker, Assignment assignment) {
      this.worker = worker;
      this.assignment = assignment;
    }
  }

  SimulatedRequester(
      int number, PeerId id, AuctionConfig config, Duration jobTimeout, World world) {
    this.number = number;
    this.id = id;
    this.config = config;
    this.jobTimeout = jobTimeout;
    this.world = world;
    ranking =
        new Selection(
            world.scenario().policy(),
            Selection.HALF_LIFE,
            Randomised.ofSeed(world.scenario().seed() + number));
  }

  int number() {
    return number;
  }

  void submit(JobId job) {
    JobSpec spec =
        new JobSpec(
            job,
            JobSamples.ECHO,
            World.PAYLOAD,
            jobTimeout,
            new TreeMap<>(),
            ATTEMPTS_MAX,
            Delivery.AT_LEAST_ONCE);
    Auction auction = new Auction(spec, id, config, ranking);
    lots.put(job, new Lot(spec, auction, new Alarm(world.timeline())));
    tell(job, new AuctionEvent.Opened(Duration.ZERO, turnout.capable(JobSamples.ECHO)));
  }

  void tell(JobId job, AuctionEvent event) {
    countAnswer(event);
    Lot lot = lots.get(job);
    if (lot == null) {
      answerLate(event);
      return;
    }
    for (AuctionEffect effect : lot.auction.handle(event, world.timeline().instant())) {
      world.traffic().said(World.jobOf(job), effect);
      carryOut(lot, effect);
    }
    lot.alarm.set(lot.auction.nextDeadline(), () -> tell(job, new AuctionEvent.DeadlineReached()));
    if (lot.auction.isOver()) {
      lots.remove(job);
    }
  }

  private void carryOut(Lot lot, AuctionEffect effect) {
    switch (effect) {
      case AuctionEffect.PublishOffer publish -> publish(publish.offer());
      case AuctionEffect.Dial dial -> dial(lot, dial);
      case AuctionEffect.SendPayload(AttemptId attempt) ->
          say(lot, attempt, effect, named -> new WorkerEvent.PayloadReceived(named, World.PAYLOAD));
      case AuctionEffect.AbandonAttempt abandon ->
          say(lot, abandon.attempt(), effect, WorkerEvent.CancelReceived::new);
      case AuctionEffect.AcknowledgeResult(AttemptId attempt) ->
          say(lot, attempt, effect, WorkerEvent.ResultAcknowledged::new);
      case AuctionEffect.RejectBid(Bid bid) -> reject(bid, effect);
      case AuctionEffect.Conclude(Outcome outcome, Content _) -> {
        int job = World.jobOf(lot.spec.id());
        boolean succeeded = outcome.status() == JobStatus.SUCCEEDED;
        world.figures().over(job, world.timeline().now(), succeeded);
      }
      case AuctionEffect.RecordEvent _ -> {}
    }
  }

  private void publish(Offer offer) {
    int recipients = world.gossip(this, offer);
    turnout.subscribed(offer.type(), recipients);
    turnout.announced(offer, world.timeline().instant());
    AuctionEvent published =
        new AuctionEvent.OfferPublished(offer.id(), recipients, turnout.capable(offer.type()));
    world.timeline().after(PUBLISHING_NANOS, () -> tell(offer.id().job(), published));
  }

  private void dial(Lot lot, AuctionEffect.Dial dial) {
    SimulatedWorker worker = world.worker(dial.worker());
    world.figures().awarded(World.jobOf(lot.spec.id()), world.timeline().now());
    if (worker.temper() == Temper.UNREACHABLE) {
      AuctionEvent failed = new AuctionEvent.DialFailed(dial.attempt(), "no answer");
      world.timeline().after(dial.limit().toNanos() - 1, () -> tell(lot.spec.id(), failed));
      return;
    }
    Assignment assignment = new Assignment(id, dial.attempt(), dial.reservation());
    lot.placements.put(dial.attempt(), new Placement(worker, assignment));
    WorkerEvent award =
        new WorkerEvent.AwardReceived(
            assignment,
            lot.spec.type(),
            World.PAYLOAD.size(),
            World.PAYLOAD.digest(),
            dial.timeLeft(),
            dial.lease());
    say(lot, dial.attempt(), dial, _ -> award);
  }

  private void reject(Bid bid, AuctionEffect effect) {
    SimulatedWorker worker = world.worker(bid.worker());
    WorkerEvent rejected = new WorkerEvent.BidRejected(id, bid.reservation());
    world.say(
        number,
        worker.number(),
        World.jobOf(bid.offer().job()),
        effect,
        () -> worker.tell(rejected));
  }

  /** To the worker of this attempt, if it was reached. */
  private void say(
      Lot lot, AttemptId attempt, AuctionEffect effect, Function<Assignment, WorkerEvent> event) {
    Placement placement = lot.placements.get(attempt);
    if (placement != null) {
      SimulatedWorker worker = placement.worker;
      WorkerEvent said = event.apply(placement.assignment);
      placement.latestArrival =
          world.sayBehind(
              placement.latestArrival,
              number,
              worker.number(),
              World.jobOf(attempt.job()),
              effect,
              () -> worker.tell(said));
    }
  }

  private void countAnswer(AuctionEvent event) {
    switch (event) {
      case AuctionEvent.BidReceived(Bid bid) -> turnout.answered(bid.offer());
      case AuctionEvent.RefusalReceived(Refusal refusal) -> turnout.answered(refusal.offer());
      default -> {}
    }
  }

  /** A bid for a job that is over holds a slot for nothing. */
  private void answerLate(AuctionEvent event) {
    if (event instanceof AuctionEvent.BidReceived late) {
      AuctionEffect rejection = new AuctionEffect.RejectBid(late.bid());
      world.traffic().said(World.jobOf(late.bid().offer().job()), rejection);
      reject(late.bid(), rejection);
    }
  }
}
