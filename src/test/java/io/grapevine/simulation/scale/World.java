package io.grapevine.simulation.scale;

import io.grapevine.auction.AuctionConfig;
import io.grapevine.job.Content;
import io.grapevine.job.JobId;
import io.grapevine.job.Offer;
import io.grapevine.job.Usage;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.network.WireSizes;
import io.grapevine.testing.JobSamples;
import io.grapevine.testing.Randomised;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Everybody and everything between them, in one scenario. */
final class World {
  static final Content PAYLOAD = Content.of(Content.JSON, new byte[256]);
  static final Content RESULT = Content.of(Content.JSON, new byte[1024]);

  /** Numbers of requesters begin here, so that they are nobody's worker. */
  private static final int FIRST_REQUESTER = 1_000_000;

  private static final long INDEX_MASK = 0x7FFF_FFFFL;

  private final Scenario scenario;
  private final Demand demand;
  private final Timeline timeline = new Timeline();
  private final Transcript transcript = new Transcript();
  private final RandomGenerator random;
  private final Reach reach;
  private final Links links;
  private final Figures figures;
  private final Traffic traffic;
  private final List<SimulatedRequester> requesters = new ArrayList<>();
  private final List<SimulatedWorker> workers = new ArrayList<>();
  private final Map<PeerId, SimulatedRequester> requestersById = new HashMap<>();
  private final Map<PeerId, SimulatedWorker> workersById = new HashMap<>();

  World(Scenario scenario, Demand demand, AuctionConfig config, Duration jobTimeout) {
    this.scenario = scenario;
    this.demand = demand;
    random = Randomised.ofSeed(~scenario.seed());
    reach =
        new Reach(
            scenario.terrain(), scenario.requesters(), scenario.workforce().workers(), random);
    links =
        new Links(
            scenario.terrain(), scenario.requesters(), scenario.workforce().workers(), random);
    figures = new Figures(demand, scenario.workforce().workers());
    Usage usage = new Usage(scenario.workload().meanService(), PAYLOAD.size(), RESULT.size());
    traffic = new Traffic(demand, new WireSizes(JobSamples.ECHO, usage), PAYLOAD);
    for (int number = 0; number < scenario.workforce().workers(); number++) {
      Temper temper =
          Temper.of(number, scenario.workforce().workers(), scenario.workforce().broken());
      SimulatedWorker worker = new SimulatedWorker(number, JobSamples.peer(number), temper, this);
      workers.add(worker);
      workersById.put(worker.id(), worker);
    }
    for (int number = 0; number < scenario.requesters(); number++) {
      PeerId id = JobSamples.peer(FIRST_REQUESTER + number);
      SimulatedRequester requester = new SimulatedRequester(number, id, config, jobTimeout, this);
      requesters.add(requester);
      requestersById.put(id, requester);
    }
  }

  /** Submits one job after the other, and plays until all are over or it takes too long. */
  void play(Duration patience) {
    submit(0);
    timeline.run(demand.lastSubmission() + patience.toNanos());
  }

  private void submit(int job) {
    timeline.at(
        demand.submittedAt(job),
        () -> {
          if (job + 1 < demand.jobs()) {
            submit(job + 1);
          }
          requesters.get(demand.requester(job)).submit(idOf(job));
        });
  }

  /** Ids are as evenly spread as real ones would be, and tell the job's number. */
  private JobId idOf(int job) {
    return new JobId(new UUID(scenario.seed() << 16 | 0x7000L, Long.MIN_VALUE | job));
  }

  static int jobOf(JobId id) {
    return (int) (id.value().getLeastSignificantBits() & INDEX_MASK);
  }

  /**
   * Gossips an offer. Only those who are in its sample are told, since all others would only find
   * out that they are not.
   *
   * @return peers to which the requester itself sends it
   */
  int gossip(SimulatedRequester requester, Offer offer) {
    SampleDraw.forEach(
        offer,
        workers.size(),
        number -> {
          long delay = reach.delay(requester.number(), number);
          SimulatedWorker worker = workers.get(number);
          timeline.after(Terrain.jittered(delay, random), () -> worker.hear(offer));
        });
    return reach.neighbours(requester.number());
  }

  /** Something is said over a stream between the two, either way. */
  void say(int requester, int worker, int job, Object what, Runnable arrival) {
    sayBehind(0, requester, worker, job, what, arrival);
  }

  /**
   * Something is said that does not overtake what was said before.
   *
   * @param earlier when that arrives
   * @return when this arrives
   */
  long sayBehind(long earlier, int requester, int worker, int job, Object what, Runnable arrival) {
    transcript.add(timeline.now(), what, requester, worker, job);
    long at = Math.max(earlier, links.arrival(requester, worker, timeline.now()));
    timeline.at(at, arrival);
    return at;
  }

  SimulatedRequester requester(PeerId id) {
    return known(requestersById.get(id), id);
  }

  SimulatedWorker worker(PeerId id) {
    return known(workersById.get(id), id);
  }

  private static <T> T known(@Nullable T peer, PeerId id) {
    if (peer == null) {
      throw new AssertionError("a stranger: " + id);
    }
    return peer;
  }

  Scenario scenario() {
    return scenario;
  }

  Demand demand() {
    return demand;
  }

  Timeline timeline() {
    return timeline;
  }

  Figures figures() {
    return figures;
  }

  Traffic traffic() {
    return traffic;
  }

  Links links() {
    return links;
  }

  Transcript transcript() {
    return transcript;
  }
}
