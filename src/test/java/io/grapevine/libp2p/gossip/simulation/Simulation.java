package io.grapevine.libp2p.gossip.simulation;

import io.grapevine.libp2p.identity.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Plays a scenario from beginning to end. */
final class Simulation {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** Time in which a message may come: an IWANT of the last advertisement is answered by then. */
  private static final Duration ARRIVAL = Duration.ofSeconds(15);

  private static final long WATCH = 5 * SECOND;

  private static final int LAST_MESSAGES = 40;
  private static final long DOWN_MIN = 5 * SECOND;
  private static final long DOWN_MAX = 20 * SECOND;

  private final Scenario scenario;
  private final World world;
  private final Transcript transcript = new Transcript();
  private final Tally tally = new Tally();
  private final Signatures signatures = new Signatures();
  private final Network network;
  private final List<SimulatedPeer> honest = new ArrayList<>();
  private final List<Sybil> sybils = new ArrayList<>();
  private final Reach reach;
  private final Watch watch;
  private final RandomGenerator author;
  private final RandomGenerator churn;

  private Simulation(Scenario scenario) {
    this.scenario = scenario;
    this.world = new World(scenario.seed());
    this.network = new Network(world, scenario.weather(), transcript);
    this.author = world.chance("authors");
    this.churn = world.chance("churn");
    people();
    this.watch = new Watch(honest, sybils);
    this.reach = new Reach(tally, honest, 2 * scenario.weather().redialMax().toNanos());
  }

  /** Plays it; the same scenario gives the same outcome. */
  static Outcome play(Scenario scenario) {
    Simulation simulation = new Simulation(scenario);
    simulation.connect();
    simulation.publishAndBreak();
    simulation.settleAndPublish();
    return simulation.outcome();
  }

  private void people() {
    SeededKeys keys = new SeededKeys(world.chance("keys"));
    SimulatedPeer.Surroundings around =
        new SimulatedPeer.Surroundings(world, network, transcript, tally, signatures);
    for (int i = 0; i < scenario.honest(); i++) {
      honest.add(new SimulatedPeer(i, KeyPair.generate(keys), scenario.profile().config(), around));
    }
    Attack attack = scenario.attack();
    List<Strategy> strategies = attack.strategies();
    for (int i = 0; i < attack.sybils(); i++) {
      sybils.add(
          new Sybil(
              scenario.honest() + i,
              KeyPair.generate(keys),
              strategies.get(i % strategies.size()),
              attack.turn().toNanos(),
              world,
              network));
    }
  }

  private void connect() {
    RandomGenerator random = world.chance("topology");
    for (SimulatedPeer peer : honest) {
      world.at(random.nextLong(SECOND), peer::start);
      Supplier<Participant> anybody = () -> anybody(random);
      dial(peer, scenario.dials(), anybody);
    }
    Attack attack = scenario.attack();
    for (Sybil sybil : sybils) {
      world.at(attack.from().toNanos() + random.nextLong(SECOND), sybil::start);
      dial(
          sybil,
          Math.min(attack.dials(), scenario.honest() / 2),
          () -> attack.eclipse() ? honest.getFirst() : honest.get(random.nextInt(honest.size())));
    }
  }

  private Participant anybody(RandomGenerator random) {
    int all = honest.size() + (scenario.attack().found() ? sybils.size() : 0);
    int chosen = random.nextInt(all);
    return chosen < honest.size() ? honest.get(chosen) : sybils.get(chosen - honest.size());
  }

  private void dial(Participant dialler, int count, Supplier<Participant> target) {
    int tries = 100 * count;
    for (int dialled = 0; dialled < count && tries > 0; tries--) {
      dialled += network.join(dialler, target.get()) ? 1 : 0;
    }
  }

  private void publishAndBreak() {
    Load load = scenario.load();
    long begin = load.warmUp().toNanos();
    world.runUntil(begin);
    tally.begin();
    long turn = scenario.attack().turn().toNanos();
    if (turn > begin) {
      world.at(turn, tally::forgetLatencies);
    }
    long end = begin + load.publishing().toNanos();
    long pause = SECOND / load.perSecond();
    for (long at = begin; at < end; at += pause) {
      world.at(at, this::publish);
    }
    scheduleFaults(begin, end);
    for (long at = begin; at <= end; at += WATCH) {
      world.at(at, watch::look);
    }
    world.runUntil(end + ARRIVAL.toNanos());
    tally.end();
  }

  private void scheduleFaults(long begin, long end) {
    Faults faults = scenario.faults();
    if (faults.churnPerMinute() > 0) {
      long pause = (long) (60 * SECOND / (faults.churnPerMinute() * honest.size()));
      for (long at = begin; at < end; at += pause) {
        world.at(at, this::restartSomebody);
      }
    }
    long cut = faults.partition().toNanos();
    if (cut > 0) {
      long from = begin + (end - begin - cut) / 2;
      world.at(from, this::cut);
      world.at(from + cut, this::heal);
    }
  }

  private void cut() {
    reach.cutAt(honest.size() / 2);
    network.partition(
        link ->
            link.dialler().number() < honest.size()
                && link.listener().number() < honest.size()
                && reach.apart(link.dialler().number(), link.listener().number()));
  }

  private void heal() {
    reach.mend();
    network.heal();
  }

  private void restartSomebody() {
    honest.get(churn.nextInt(honest.size())).leaveFor(churn.nextLong(SECOND / 10));
    SimulatedPeer peer = honest.get(churn.nextInt(honest.size()));
    if (peer.running()) {
      peer.stop();
      world.after(churn.nextLong(DOWN_MIN, DOWN_MAX), peer::start);
    }
  }

  private void publish() {
    SimulatedPeer peer = honest.get(author.nextInt(honest.size()));
    if (reach.settled(peer, world.nanos())) {
      peer.publish(new byte[scenario.load().payloadBytes()]);
      reach.expect(world, ARRIVAL.toNanos());
    }
  }

  private void settleAndPublish() {
    Duration settle = scenario.faults().settle();
    if (settle.isZero()) {
      return;
    }
    network.calmDown();
    world.runUntil(world.nanos() + settle.toNanos());
    reach.last();
    for (int i = 0; i < LAST_MESSAGES; i++) {
      world.after(i * SECOND / 10, this::publish);
    }
    world.runUntil(world.nanos() + LAST_MESSAGES * SECOND / 10 + ARRIVAL.toNanos());
  }

  private Outcome outcome() {
    return new Outcome(
        scenario,
        transcript.fingerprint(),
        transcript.events(),
        signatures.checks(),
        tally,
        reach.during(),
        reach.afterwards(),
        watch,
        Standing.of(honest, sybils));
  }
}
