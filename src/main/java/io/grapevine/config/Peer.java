package io.grapevine.config;

import io.grapevine.coordination.BatchService;
import io.grapevine.coordination.CoordinationService;
import io.grapevine.coordination.JobJournal;
import io.grapevine.coordination.MonotonicClock;
import io.grapevine.coordination.OutcomeLedger;
import io.grapevine.coordination.PeerCoordination;
import io.grapevine.coordination.PeerSetup;
import io.grapevine.coordination.ResultStore;
import io.grapevine.execution.ResultFiles;
import io.grapevine.execution.VirtualThreadRunner;
import io.grapevine.libp2p.discovery.Discovery;
import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.gossip.QueueLimits;
import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.identity.Ed25519Choice;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.pubsub.PubSub;
import io.grapevine.libp2p.resources.ResourceLimits;
import io.grapevine.network.CatchUp;
import io.grapevine.network.HostPeerNetwork;
import io.grapevine.network.Libp2pJobNetwork;
import io.grapevine.network.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running peer: a libp2p host with gossip, discovery on top of it, and the coordination of jobs
 * on top of both.
 */
public final class Peer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Peer.class);

  /** A fraction of what a bid window lasts. */
  private static final Duration COPY_PACE = Duration.ofMillis(10);

  private final Host host;
  private final PubSub pubSub;
  private final Discovery discovery;
  private final PeerCoordination coordination;
  private final JobJournal journal;
  private final OutcomeLedger ledger;
  private final CatchUp catchUp;

  private Peer(
      Host host,
      PubSub pubSub,
      Discovery discovery,
      PeerCoordination coordination,
      JobJournal journal,
      OutcomeLedger ledger,
      CatchUp catchUp) {
    this.host = host;
    this.pubSub = pubSub;
    this.discovery = discovery;
    this.coordination = coordination;
    this.journal = journal;
    this.ledger = ledger;
    this.catchUp = catchUp;
  }

  /**
   * Starts a peer, from the socket up. Nobody is dialled before everything that answers is in
   * place.
   *
   * @throws StartupException if it cannot listen
   */
  static Peer start(PeerBlueprint blueprint) {
    ResultStore results = results(blueprint);
    Host host = listen(blueprint, results);
    PubSub pubSub = PubSub.start(host, gossip(), blueprint.observers().pubSub());
    PeerCoordination coordination = PeerCoordination.start(setup(blueprint, host, pubSub, results));
    CatchUp catchUp =
        CatchUp.start(
            new HostPeerNetwork(host, pubSub),
            blueprint.ledger(),
            new MonotonicClock(),
            blueprint.observers().network());
    Discovery discovery = Discovery.start(host, blueprint.discovery());
    LOG.info(
        "Peer {} listens at {}; Ed25519 by {}",
        host.peerId(),
        host.addresses(),
        Ed25519Choice.library());
    ResourceLimits limits = blueprint.host().limits();
    LOG.info(
        "Peer {} holds at most {} connections, {} MB of buffers and {} MB of queued gossip",
        host.peerId().toShortString(),
        limits.connections().total(),
        limits.memory().buffered() >> 20,
        limits.memory().gossip() >> 20);
    return new Peer(
        host, pubSub, discovery, coordination, blueprint.journal(), blueprint.ledger(), catchUp);
  }

  /**
   * The defaults, but peers can fill our memory only with topics that mean something here, and
   * where offers come fast, the copies of them that every peer sends on for those who did not get
   * one share their way.
   */
  private static GossipConfig gossip() {
    return GossipConfig.defaults()
        .withTopicFilter(Topics::isKnown)
        .withQueues(QueueLimits.defaults().withCopyPace(COPY_PACE));
  }

  /** Before anything else, since another process that keeps results there may be this very peer. */
  private static ResultStore results(PeerBlueprint blueprint) {
    if (blueprint.worker().concurrency().isEmpty()) {
      return ResultStore.NONE;
    }
    Path directory = blueprint.results().resolve(blueprint.identity().peerId().toString());
    try {
      return ResultFiles.open(directory, blueprint.runner().resultSizeMax());
    } catch (IOException taken) {
      throw new StartupException(
          "This peer cannot keep results in %s: %s. Stop the other process, or set grapevine.worker.result-directory."
              .formatted(directory, taken.getMessage()),
          taken);
    }
  }

  private static Host listen(PeerBlueprint blueprint, ResultStore results) {
    try {
      Host host =
          Host.builder()
              .keyPair(blueprint.identity())
              .listenAddresses(blueprint.listen())
              .agentVersion("grapevine/" + blueprint.version())
              .config(blueprint.host())
              .gater(blueprint.gater())
              .announceObserved(blueprint.announceObserved())
              .observer(blueprint.observers().host())
              .build();
      host.start();
      if (!blueprint.announce().isEmpty()) {
        host.announceAddresses(blueprint.announce());
      }
      return host;
    } catch (MalformedException wrong) {
      results.close();
      throw new StartupException(
          "grapevine.network.listen holds an address at which nobody can listen: "
              + wrong.getMessage(),
          wrong);
    } catch (IOException occupied) {
      results.close();
      throw new StartupException(
          "This peer cannot listen at %s: %s. Free the port, or set grapevine.network.listen."
              .formatted(blueprint.listen(), occupied.getMessage()),
          occupied);
    }
  }

  private static PeerSetup setup(
      PeerBlueprint blueprint, Host host, PubSub pubSub, ResultStore results) {
    PeerSetup setup =
        PeerSetup.requester(
                new Libp2pJobNetwork(
                    new HostPeerNetwork(host, pubSub),
                    blueprint.network(),
                    blueprint.observers().network(),
                    blueprint.observers().tracing()),
                blueprint.journal(),
                blueprint.catalog(),
                blueprint.ranking())
            .bounded(blueprint.auction(), blueprint.bounds())
            .recordedBy(blueprint.ledger())
            .watched(blueprint.observers().coordination())
            .measured(blueprint.probe())
            .versioned(blueprint.version());
    if (blueprint.worker().concurrency().isEmpty()) {
      return setup;
    }
    return setup
        .working(
            blueprint.worker(),
            new VirtualThreadRunner(
                blueprint.catalog(),
                blueprint.worker().concurrency(),
                blueprint.runner(),
                blueprint.observers().tracing()))
        .spillingTo(results);
  }

  /** Who this is. */
  public PeerId peerId() {
    return host.peerId();
  }

  /** Where this peer can be dialled. */
  public List<Multiaddr> addresses() {
    return host.addresses();
  }

  /** The stack below, for programs that speak other protocols beside Grapevine's. */
  public Host host() {
    return host;
  }

  /** The gossip below, for programs that have topics beside Grapevine's. */
  public PubSub pubSub() {
    return pubSub;
  }

  /** What clients may ask of this peer about batches. */
  public BatchService batches() {
    return coordination.batches();
  }

  /** What clients may ask of this peer. */
  public CoordinationService coordination() {
    return coordination;
  }

  PeerCoordination figures() {
    return coordination;
  }

  JobJournal journal() {
    return journal;
  }

  /** Lets work under way finish, up to the configured limit, then leaves. */
  @Override
  public void close() {
    coordination.close();
    catchUp.close();
    ledger.close();
    journal.close();
    discovery.close();
    pubSub.close();
    host.close();
  }
}
