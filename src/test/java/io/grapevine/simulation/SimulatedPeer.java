package io.grapevine.simulation;

import io.grapevine.auction.Auction;
import io.grapevine.auction.AuctionConfig;
import io.grapevine.auction.AuctionEffect;
import io.grapevine.auction.AuctionEvent;
import io.grapevine.auction.LeastLoadedRanking;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.JobSamples;
import io.grapevine.worker.WorkerConfig;
import io.grapevine.worker.WorkerDesk;
import io.grapevine.worker.WorkerEffect;
import io.grapevine.worker.WorkerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One peer: its cores, and the little that carries their effects out. It can die and live again,
 * with the same id and nothing else. Its clock differs from everybody else's.
 */
final class SimulatedPeer {
  private final int number;
  private final PeerId id;
  private final World world;
  private final Safety safety;
  private final WorkerConfig workerConfig;
  private final Duration clockSkew;
  private final RequesterHands requesterHands;
  private final WorkerHands workerHands;
  private final Map<JobId, Auction> auctions = new LinkedHashMap<>();
  private WorkerDesk desk;
  private boolean alive = true;
  private int life = 1;

  SimulatedPeer(
      int number,
      Temper temper,
      WorkerConfig workerConfig,
      World world,
      Network network,
      Safety safety) {
    this.number = number;
    this.id = JobSamples.peer(number);
    this.world = world;
    this.safety = safety;
    this.workerConfig = workerConfig;
    this.clockSkew = world.between(-100_000, 100_000);
    this.requesterHands = new RequesterHands(this, world, network);
    this.workerHands = new WorkerHands(this, temper, world, network);
    this.desk = new WorkerDesk(id, workerConfig);
  }

  int number() {
    return number;
  }

  PeerId id() {
    return id;
  }

  boolean isAlive() {
    return alive;
  }

  /** Counts from 1; one more after each death. */
  int life() {
    return life;
  }

  WorkerConfig workerConfig() {
    return workerConfig;
  }

  WorkerDesk desk() {
    return desk;
  }

  /** What its own clock shows. */
  Instant clock() {
    return world.now().plus(clockSkew);
  }

  /** Jobs of this life. */
  Map<JobId, Auction> auctions() {
    return auctions;
  }

  void submit(JobSpec spec, AuctionConfig config, int capableHint) {
    if (alive) {
      safety.submitted(this, spec, config);
      auctions.put(spec.id(), new Auction(spec, id, config, new LeastLoadedRanking(), capableHint));
      tellAuction(spec.id(), new AuctionEvent.Opened());
    }
  }

  void crash() {
    alive = false;
    life++;
    safety.died(this);
    auctions.clear();
    requesterHands.dropAll();
    workerHands.dropAll();
    desk = new WorkerDesk(id, workerConfig);
    world.transcript().add(world.now(), () -> this + " dies");
  }

  void restart() {
    alive = true;
    world.transcript().add(world.now(), () -> this + " lives again");
  }

  void tellAuction(JobId job, AuctionEvent event) {
    Auction auction = auctions.get(job);
    if (!alive || auction == null) {
      return;
    }
    log(() -> "auction " + event);
    List<AuctionEffect> effects = auction.handle(event, clock());
    safety.auctionStepped(this, job, event, effects);
    for (AuctionEffect effect : effects) {
      log(() -> "  " + effect);
      requesterHands.carryOut(effect);
    }
    arm(auction::nextDeadline, () -> tellAuction(job, new AuctionEvent.DeadlineReached()));
  }

  void tellDesk(WorkerEvent event) {
    if (!alive) {
      return;
    }
    log(() -> "desk " + event);
    List<WorkerEffect> effects = desk.handle(event, clock());
    safety.deskStepped(this, effects);
    for (WorkerEffect effect : effects) {
      log(() -> "  " + effect);
      workerHands.carryOut(effect);
    }
    arm(desk::nextDeadline, () -> tellDesk(new WorkerEvent.DeadlineReached()));
  }

  /** An award arrives on a fresh stream. */
  void awarded(WorkStream stream, WorkerEvent.AwardReceived award) {
    workerHands.accept(stream);
    tellDesk(award);
  }

  /** A stream of an attempt broke under its worker. */
  void streamLost(WorkStream stream) {
    if (workerHands.forget(stream)) {
      tellDesk(new WorkerEvent.RequesterLost(stream.assignment));
    }
  }

  /** Sets the timer; one that was set before and is not due any more does nothing. */
  private void arm(Supplier<Optional<Instant>> deadline, Runnable timeUp) {
    Optional<Instant> due = deadline.get();
    if (due.isEmpty()) {
      return;
    }
    if (!due.get().isAfter(clock()) && world.weather().lateTimerMillis() == 0) {
      throw new AssertionError("a timer of " + this + " is set for " + due.get());
    }
    int inLife = life;
    Duration wait = Duration.between(clock(), due.get());
    world.after(
        (wait.isNegative() ? Duration.ZERO : wait)
            .plus(world.upTo(world.weather().lateTimerMillis())),
        () -> {
          if (life == inLife && alive && deadline.get().filter(this::isPast).isPresent()) {
            timeUp.run();
          }
        });
  }

  private boolean isPast(Instant instant) {
    return !clock().isBefore(instant);
  }

  private void log(Supplier<String> line) {
    world.transcript().add(world.now(), () -> this + " " + line.get());
  }

  @Override
  public String toString() {
    return "peer" + number;
  }
}
