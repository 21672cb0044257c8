package io.grapevine.simulation;

import io.grapevine.auction.Auction;
import io.grapevine.auction.AuctionConfig;
import io.grapevine.auction.AuctionEvent;
import io.grapevine.auction.Ranking;
import io.grapevine.job.AttemptId;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.JobSamples;
import io.grapevine.testing.Randomised;
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
 * with the same id and what is on its disk. Its clock differs from everybody else's.
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
  private final Disk disk;
  private final Ranking ranking;
  private final Map<JobId, RequesterDesk> jobs = new LinkedHashMap<>();
  private final Map<JobId, AuctionConfig> configs = new LinkedHashMap<>();
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
    this.desk = newDesk();
    this.ranking = new Impatient(world.random(), world.between(50, 1_000));
    this.disk = new Disk(world, event -> safety.written(this, event));
  }

  /** No two lives give their reservations the same names. */
  private WorkerDesk newDesk() {
    return new WorkerDesk(id, workerConfig, Randomised.ofSeed(1_000L * number + life));
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

  /** Results of earlier lives that it read from its disk for a requester. */
  long recovered() {
    return workerHands.recovered();
  }

  WorkerDesk desk() {
    return desk;
  }

  /** What its own clock shows. */
  Instant clock() {
    return world.now().plus(clockSkew);
  }

  /** A client submits a job, and is told that it was taken in when it is on the disk. */
  void submit(JobSpec spec, AuctionConfig config, int capableHint) {
    if (!alive) {
      return;
    }
    safety.submitted(this, spec, config);
    configs.put(spec.id(), config);
    int inLife = life;
    RequesterDesk requester = open(spec.id(), new Auction(spec, id, config, ranking));
    requester.anticipate();
    disk.write(
        new JobEvent.Submitted(spec.id(), clock(), spec, id),
        () -> {
          if (alive && life == inLife) {
            safety.accepted(spec.id());
            requester.confirm();
          }
        });
    tellAuction(spec.id(), new AuctionEvent.Opened(Duration.ZERO, capableHint));
  }

  /**
   * Dies.
   *
   * @param keepsDisk whether what it wrote survives
   */
  void crash(boolean keepsDisk) {
    world.transcript().add(world.now(), () -> this + " dies" + (keepsDisk ? "" : " with its disk"));
    alive = false;
    life++;
    disk.crash();
    if (!keepsDisk) {
      disk.wipe();
    }
    safety.died(this, keepsDisk);
    jobs.clear();
    requesterHands.dropAll();
    workerHands.crash(keepsDisk);
    desk = newDesk();
  }

  /** Does nothing if it is alive. */
  void restart() {
    if (alive) {
      return;
    }
    alive = true;
    world.transcript().add(world.now(), () -> this + " lives again");
    tellDesk(new WorkerEvent.ResultsFound(workerHands.stored()));
    for (List<JobEvent> history : disk.unfinished()) {
      JobId job = history.getFirst().job();
      safety.resumed(this, history);
      AuctionConfig config = configs.getOrDefault(job, AuctionConfig.defaults());
      open(job, Auction.resume(history, id, config, ranking));
      tellAuction(job, new AuctionEvent.Resumed(jobs.size()));
    }
  }

  void tellAuction(JobId job, AuctionEvent event) {
    RequesterDesk requester = jobs.get(job);
    if (!alive || requester == null) {
      return;
    }
    log(() -> "auction " + event);
    requester.handle(event);
    if (requester.isAnticipated()) {
      return;
    }
    arm(
        requester.auction()::nextDeadline,
        () -> tellAuction(job, new AuctionEvent.DeadlineReached()));
  }

  /** Whether an attempt is under way, or is reckoned with as one that may be. */
  boolean mayHaveBegun(AttemptId attempt) {
    return safety.mayHaveBegun(attempt);
  }

  /**
   * Whether the payload of an attempt goes ahead of the worker's answer, which did not come yet.
   */
  boolean isUnheard(AttemptId attempt) {
    return safety.isUnheard(attempt);
  }

  private RequesterDesk open(JobId job, Auction auction) {
    RequesterDesk opened = new RequesterDesk(this, job, auction, disk, requesterHands, safety);
    jobs.put(job, opened);
    return opened;
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
    Duration wait = Duration.between(clock(), due.get());
    if (wait.plus(world.lateness()).isNegative() || (wait.isZero() && world.lateness().isZero())) {
      throw new AssertionError("a timer of " + this + " is set for " + due.get());
    }
    int inLife = life;
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

  void log(Supplier<String> line) {
    world.transcript().add(world.now(), () -> this + " " + line.get());
  }

  @Override
  public String toString() {
    return "peer" + number;
  }
}
