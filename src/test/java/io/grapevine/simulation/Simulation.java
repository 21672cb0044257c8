package io.grapevine.simulation;

import static io.grapevine.simulation.Safety.require;
import static io.grapevine.testing.JobSamples.ECHO;

import io.grapevine.auction.AuctionConfig;
import io.grapevine.auction.AuctionEvent;
import io.grapevine.auction.Reattachment;
import io.grapevine.job.Content;
import io.grapevine.job.Delivery;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Load;
import io.grapevine.job.Preferences;
import io.grapevine.job.Priority;
import io.grapevine.job.Requirements;
import io.grapevine.job.SelectionPolicy;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.JobSamples;
import io.grapevine.testing.Randomised;
import io.grapevine.worker.ResultSpill;
import io.grapevine.worker.WorkerConfig;
import io.grapevine.worker.WorkerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * One world, drawn from a seed. For a quarter of a minute jobs are submitted while everything goes
 * wrong; then the faults heal, and every job of a requester that lives must be over by its
 * deadline, no slot may be lost, and new jobs must succeed.
 */
final class Simulation {
  private static final WorkType RARE = new WorkType("rare");
  private static final Duration STORM = Duration.ofSeconds(15);
  private static final Duration LONGEST_JOB = Duration.ofSeconds(20);
  private static final Duration PROBE_TIME = Duration.ofMinutes(2);

  /** Timers are late, and what happens counts when it is written. */
  private static final Duration TIMER_SLACK = Duration.ofMillis(90);

  private static final int POISON_EVERY = 7;
  private static final double LOSS_OF_DISK = 0.1;

  private final RandomGenerator random;
  private final World world;
  private final Network network;
  private final Safety safety = new Safety();
  private final List<SimulatedPeer> requesters = new ArrayList<>();
  private final Duration slack;
  private int jobs;

  private Simulation(long seed, Transcript transcript) {
    random = Randomised.ofSeed(seed);
    world = new World(random, Weather.any(random), transcript);
    network = new Network(world);
    // A write waits for the one before it.
    slack = TIMER_SLACK.plusMillis(2 * world.weather().commitMillis());
  }

  /** Runs the world of this seed. A failure tells how it came about. */
  static Safety run(long seed) {
    try {
      return new Simulation(seed, Transcript.none()).run();
    } catch (AssertionError | RuntimeException failure) {
      Transcript transcript = replay(seed);
      throw new AssertionError(
          "the world of seed %d: %s%n%s"
              .formatted(seed, failure.getMessage(), transcript.tail(150)),
          failure);
    }
  }

  /** Runs the world of this seed, as far as it goes, and writes down what happens. */
  static Transcript replay(long seed) {
    Transcript transcript = Transcript.recording();
    try {
      new Simulation(seed, transcript).run();
    } catch (AssertionError | RuntimeException failure) {
      transcript.add(JobSamples.START, failure::toString);
    }
    return transcript;
  }

  /** What is to be done for a job. */
  static Content payloadOf(JobId job) {
    return JobSamples.content("payload of " + job);
  }

  /** What comes out of a job. */
  static Content resultOf(JobId job) {
    return JobSamples.content("result of " + job);
  }

  /** Whether every handler finds fault with the input of this job. */
  static boolean isPoison(JobId job) {
    return job.value().getLeastSignificantBits() % POISON_EVERY == 0;
  }

  private Safety run() {
    populate();
    for (int count = 3 + random.nextInt(10); count > 0; count--) {
      world.after(world.upTo(10_000), this::submitAny);
    }
    world.after(Duration.ofMillis(100), this::misfortune);
    world.runFor(STORM);
    heal();
    world.runFor(LONGEST_JOB.plus(slack));
    requireEverythingIsOver();
    probe();
    safety.recovered(network.peers().stream().mapToLong(SimulatedPeer::recovered).sum());
    return safety;
  }

  /** The first peer is an honest worker; whatever else there is, is left to chance. */
  private void populate() {
    Temper[] tempers = Temper.values();
    int count = 2 + random.nextInt(7);
    for (int number = 1; number <= count; number++) {
      boolean isFirst = number == 1;
      Temper temper =
          isFirst || random.nextBoolean() ? Temper.HONEST : tempers[random.nextInt(tempers.length)];
      WorkerConfig config = isFirst ? reliable() : anyWorker();
      SimulatedPeer peer = new SimulatedPeer(number, temper, config, world, network, safety);
      network.add(peer);
      if (number == count || random.nextInt(3) == 0) {
        requesters.add(peer);
      }
    }
  }

  private WorkerConfig reliable() {
    return WorkerConfig.defaults(1 + random.nextInt(3), types(2))
        .withQueue(random.nextInt(2))
        .withBusyPause(world.upTo(20))
        .withSpill(new ResultSpill(random.nextBoolean() ? 0 : 1_000, 1_000));
  }

  private WorkerConfig anyWorker() {
    int slots = 1 + random.nextInt(4);
    Set<PeerId> allowed =
        random.nextInt(8) == 0 ? Set.of(JobSamples.peer(1 + random.nextInt(4))) : Set.of();
    return new WorkerConfig(
            slots,
            types(slots),
            world.between(100, 4_000),
            1 + random.nextInt(slots),
            random.nextInt(8) == 0 ? 1 : 1_000,
            world.between(500, 10_000),
            1 + random.nextInt(5),
            allowed)
        .withQueue(random.nextInt(3))
        .withBusyPause(world.upTo(20))
        .withSpill(
            random.nextBoolean()
                ? ResultSpill.NEVER
                : new ResultSpill(random.nextInt(2) * 1_000L, 150));
  }

  private SortedMap<WorkType, Integer> types(int most) {
    SortedMap<WorkType, Integer> types = new TreeMap<>();
    types.put(ECHO, 1 + random.nextInt(most));
    if (random.nextInt(3) == 0) {
      types.put(RARE, 1);
    }
    return types;
  }

  private AuctionConfig anyAuction() {
    Duration interval = world.between(10, 200);
    return new AuctionConfig(
        world.between(20, 1_000),
        1 + random.nextInt(4),
        1 + random.nextInt(5),
        interval,
        interval.plus(world.upTo(2_000)),
        world.between(100, 2_000),
        world.between(300, 3_000),
        random.nextBoolean() ? Reattachment.defaults() : anyReattachment());
  }

  private Reattachment anyReattachment() {
    Duration pause = world.between(10, 500);
    return new Reattachment(
        world.between(100, 5_000),
        world.between(50, 2_000),
        pause,
        pause.plus(world.upTo(1_000)),
        world.between(100, 3_000));
  }

  private void submitAny() {
    JobSpec spec = anySpec();
    SimulatedPeer requester = requesters.get(random.nextInt(requesters.size()));
    requester.submit(spec, anyAuction(), random.nextInt(3) == 0 ? random.nextInt(50) : 0);
    if (random.nextInt(6) == 0) {
      world.after(
          world.upTo(5_000),
          () -> requester.tellAuction(spec.id(), new AuctionEvent.CancelRequested("")));
    }
  }

  private JobSpec spec(WorkType type, Duration timeout, int maxAttempts, Delivery delivery) {
    JobId id = JobSamples.job(++jobs);
    return new JobSpec(id, type, payloadOf(id), timeout, new TreeMap<>(), maxAttempts, delivery);
  }

  private JobSpec anySpec() {
    JobSpec plain =
        spec(
            random.nextInt(5) == 0 ? RARE : ECHO,
            world.between(500, LONGEST_JOB.toMillis() - 100),
            1 + random.nextInt(4),
            random.nextInt(3) == 0 ? Delivery.AT_MOST_ONCE : Delivery.AT_LEAST_ONCE);
    SelectionPolicy[] policies = SelectionPolicy.values();
    Preferences preferences =
        new Preferences(
            Requirements.NONE,
            random.nextBoolean() ? null : policies[random.nextInt(policies.length)],
            Priority.NORMAL,
            random.nextInt(4) == 0 ? world.between(200, 3_000) : null,
            random.nextInt(3) == 0,
            random.nextInt(8) == 0 ? Set.of(JobSamples.peer(1), JobSamples.peer(2)) : Set.of());
    return new JobSpec(
        plain.id(),
        plain.type(),
        plain.payload(),
        plain.timeout(),
        plain.labels(),
        plain.maxAttempts(),
        plain.delivery(),
        preferences,
        null);
  }

  /** Ten times a second, everybody may have bad luck. */
  private void misfortune() {
    if (world.weather().equals(Weather.calm())) {
      return;
    }
    for (SimulatedPeer peer : network.peers()) {
      if (world.chance(world.weather().partition() / 10)) {
        SimulatedPeer other = network.peers().get(random.nextInt(network.peers().size()));
        network.part(peer, other, world.upTo(4_000));
      }
      if (peer.isAlive() && world.chance(world.weather().crash() / 10)) {
        if (world.chance(0.5)) {
          die(peer, world.upTo(4_000));
        } else {
          // While it is away, those that finish what it asked for die and live again.
          die(peer, world.between(2_000, 5_000));
          network.peers().forEach(this::dieSoon);
        }
      }
      if (peer.number() > 1 && world.chance(hasQueue(peer) ? 0.1 : 0.002)) {
        peer.tellDesk(new WorkerEvent.DrainRequested());
        world.after(world.upTo(2_000), () -> peer.tellDesk(new WorkerEvent.HandBackRequested()));
      }
      if (world.chance(0.05)) {
        peer.tellDesk(new WorkerEvent.DeadlineReached());
      }
    }
    world.after(Duration.ofMillis(100), this::misfortune);
  }

  private void dieSoon(SimulatedPeer peer) {
    world.after(
        world.upTo(3_000),
        () -> {
          if (peer.isAlive() && !world.weather().equals(Weather.calm())) {
            die(peer, world.upTo(500));
          }
        });
  }

  private void die(SimulatedPeer peer, Duration away) {
    peer.crash(!world.chance(LOSS_OF_DISK));
    world.after(away, peer::restart);
  }

  private static boolean hasQueue(SimulatedPeer peer) {
    return peer.isAlive() && peer.desk().load(0, 0).queued() > 0;
  }

  private void heal() {
    world.turn(Weather.calm());
    network.heal();
    network.peers().stream().filter(peer -> !peer.isAlive()).forEach(SimulatedPeer::restart);
  }

  private void requireEverythingIsOver() {
    for (Watched watched : safety.jobs().values()) {
      if (watched.isPromised()) {
        Instant endedAt = watched.endedAt;
        require(
            endedAt != null && !endedAt.isAfter(watched.latestEnd().plus(slack)),
            "every job ends in time",
            watched.job);
      }
    }
    for (SimulatedPeer peer : network.peers()) {
      Load load = peer.desk().load(0, 0);
      require(load.running() + load.reserved() + load.queued() == 0, "no slot is lost", peer, load);
    }
  }

  /** With one honest worker and no faults, a job succeeds, whoever else bids for it. */
  private void probe() {
    AuctionConfig patient =
        new AuctionConfig(
            Duration.ofSeconds(1),
            8,
            8,
            Duration.ofMillis(100),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(3));
    for (SimulatedPeer requester : requesters) {
      if (isPoison(JobSamples.job(jobs + 1))) {
        jobs++;
      }
      JobSpec spec = spec(ECHO, PROBE_TIME, 30, Delivery.AT_LEAST_ONCE);
      requester.submit(spec, patient, 0);
      world.runFor(PROBE_TIME);
      Watched watched = safety.watched(spec.id());
      require(
          watched.outcome != null && watched.outcome.status() == JobStatus.SUCCEEDED,
          "with an honest worker and no faults, a job succeeds",
          watched.outcome);
    }
  }
}
