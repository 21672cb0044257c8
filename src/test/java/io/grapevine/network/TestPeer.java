package io.grapevine.network;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grapevine.auction.LeastLoadedRanking;
import io.grapevine.coordination.CoordinationConfig;
import io.grapevine.coordination.InMemoryJobJournal;
import io.grapevine.coordination.JobJournal;
import io.grapevine.coordination.JobRequest;
import io.grapevine.coordination.OutcomeQuery;
import io.grapevine.coordination.PayloadError;
import io.grapevine.coordination.PeerCoordination;
import io.grapevine.coordination.PeerSetup;
import io.grapevine.coordination.Submission;
import io.grapevine.coordination.WorkCatalog;
import io.grapevine.coordination.WorkTypeDescription;
import io.grapevine.job.Content;
import io.grapevine.job.Delivery;
import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import io.grapevine.job.Outcome;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.worker.WorkerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A whole peer on a port of its own on loopback. */
final class TestPeer implements AutoCloseable {
  /** Where a test does not say otherwise, its end does not wait for what still runs. */
  private static final Duration DRAIN_LIMIT = Duration.ofMillis(100);

  final PeerNetwork network;
  final PeerCoordination coordination;

  /** Protocols and topics on which something was refused. */
  final List<String> complaints = new CopyOnWriteArrayList<>();

  /** When dials of peers that had announced themselves failed, by {@link System#nanoTime}. */
  final List<Long> unreached = new CopyOnWriteArrayList<>();

  private TestPeer(Networks networks, UnaryOperator<PeerSetup> change) throws IOException {
    network = networks.start();
    PeerSetup setup =
        PeerSetup.requester(
            new Libp2pJobNetwork(network, NetworkConfig.defaults(), new Complaints()),
            new InMemoryJobJournal(1_000, 1 << 24),
            new EmptyCatalog(),
            new LeastLoadedRanking());
    coordination =
        PeerCoordination.start(
            change.apply(setup.bounded(setup.auction(), draining(setup.bounds(), DRAIN_LIMIT))));
  }

  static TestPeer requester(Networks networks) throws IOException {
    return new TestPeer(networks, UnaryOperator.identity());
  }

  /** A requester with an identity and jobs of before. */
  static TestPeer requester(KeyPair identity, JobJournal journal) throws IOException {
    return new TestPeer(() -> Networks.own(identity), setup -> setup.journalledBy(journal));
  }

  static TestPeer worker(Networks networks, ScriptedRunner.Script script) throws IOException {
    ScriptedRunner runner = new ScriptedRunner(script);
    return new TestPeer(
        networks,
        setup ->
            setup.working(
                WorkerConfig.defaults(ScriptedRunner.SLOTS, runner.concurrency()), runner));
  }

  /** A worker that waits so long for its runs when it stops. */
  static TestPeer worker(Networks networks, ScriptedRunner.Script script, Duration drainLimit)
      throws IOException {
    ScriptedRunner runner = new ScriptedRunner(script);
    return new TestPeer(
        networks,
        setup ->
            setup
                .working(WorkerConfig.defaults(ScriptedRunner.SLOTS, runner.concurrency()), runner)
                .bounded(setup.auction(), draining(setup.bounds(), drainLimit)));
  }

  private static CoordinationConfig draining(CoordinationConfig bounds, Duration limit) {
    return new CoordinationConfig(
        bounds.defaultTimeout(),
        bounds.maxTimeout(),
        bounds.defaultAttempts(),
        bounds.maxAttempts(),
        bounds.payloadSizeMax(),
        bounds.queue(),
        bounds.clients(),
        bounds.mailboxCapacity(),
        bounds.announceInterval(),
        bounds.directorySize(),
        bounds.directoryTimeToLive(),
        bounds.outcomesKept(),
        limit);
  }

  /** A peer that is set up otherwise. */
  static TestPeer of(Networks networks, UnaryOperator<PeerSetup> change) throws IOException {
    return new TestPeer(networks, change);
  }

  PeerId id() {
    return network.self();
  }

  void connect(TestPeer other) throws IOException {
    network.connect(other.id(), other.network.addresses(), Duration.ofSeconds(5));
  }

  JobId submit(WorkType type, String text, @Nullable Duration timeout) {
    Content payload = Content.of("text/plain", text.getBytes(UTF_8));
    Submission answer =
        coordination.submit(
            new JobRequest(
                type, payload, timeout, new TreeMap<>(), null, Delivery.AT_LEAST_ONCE, null));
    if (answer instanceof Submission.Accepted accepted) {
      return accepted.job().id();
    }
    throw new AssertionError("not accepted: " + answer);
  }

  /** Submits an echo job and waits for its end. */
  Job echo(String text) throws InterruptedException {
    return finished(submit(ScriptedRunner.ECHO, text, null));
  }

  Job finished(JobId id) throws InterruptedException {
    Job job = coordination.await(id, Duration.ofSeconds(20)).orElseThrow();
    if (!job.status().isFinal()) {
      throw new AssertionError("not over in time: " + coordination.history(id));
    }
    return job;
  }

  List<Outcome> outcomes() {
    return coordination.outcomes(new OutcomeQuery(Long.MAX_VALUE, 100)).outcomes().stream()
        .map(heard -> heard.signed().outcome())
        .toList();
  }

  /** Breaks all connections without a word; the peer itself goes on until it is closed. */
  void kill() {
    network.close();
  }

  @Override
  public void close() {
    coordination.close();
    kill();
  }

  private final class Complaints implements NetworkObserver {
    @Override
    public void streamMalformed(String protocol) {
      complaints.add(protocol);
    }

    @Override
    public void gossipRejected(String topic) {
      complaints.add(topic);
    }

    @Override
    public void introduced(boolean reached) {
      if (!reached) {
        unreached.add(System.nanoTime());
      }
    }
  }

  private static final class EmptyCatalog implements WorkCatalog {
    @Override
    public List<WorkTypeDescription> all() {
      return List.of();
    }

    @Override
    public Optional<WorkTypeDescription> find(WorkType type) {
      return Optional.empty();
    }

    @Override
    public List<PayloadError> check(WorkType type, Content payload) {
      return List.of();
    }
  }
}
