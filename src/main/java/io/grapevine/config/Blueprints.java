package io.grapevine.config;

import io.grapevine.coordination.JobJournal;
import io.grapevine.coordination.LoadProbe;
import io.grapevine.coordination.MachineLoad;
import io.grapevine.coordination.OutcomeLedger;
import io.grapevine.execution.HandlerCatalog;
import io.grapevine.execution.RunnerConfig;
import io.grapevine.job.Attributes;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.discovery.DiscoveryConfig;
import io.grapevine.libp2p.host.AccessGater;
import io.grapevine.libp2p.host.HostConfig;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.resources.AccessList;
import io.grapevine.network.NetworkConfig;
import io.grapevine.worker.RequesterRules;
import io.grapevine.worker.ResultSpill;
import io.grapevine.worker.WorkerConfig;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Turns what is configured into what a peer is made of; says in one sentence what does not fit. */
final class Blueprints {
  private static final String LOOPBACK = "/ip4/127.0.0.1/tcp/0";

  private final PeerProperties peer;
  private final NetworkProperties network;
  private final NetworkLimitProperties limits;
  private final AccessList access;
  private final IntroductionProperties introductions;
  private final AuctionProperties auction;
  private final JobProperties jobs;
  private final WorkerProperties worker;
  private final HandlerCatalog catalog;
  private final String version;
  private final LoadProbe probe = new MachineLoad();

  Blueprints(
      PeerProperties peer,
      NetworkProperties network,
      NetworkLimitProperties limits,
      NetworkAccessProperties access,
      IntroductionProperties introductions,
      AuctionProperties auction,
      JobProperties jobs,
      WorkerProperties worker,
      HandlerCatalog catalog,
      String version) {
    this.peer = peer;
    this.network = network;
    this.limits = limits;
    this.access = access.toAccessList();
    this.introductions = introductions;
    this.auction = auction;
    this.jobs = jobs;
    this.worker = worker;
    this.catalog = catalog;
    this.version = version;
  }

  /** The peer that is configured. */
  PeerBlueprint own(KeyPair identity, Store store, PeerObservers observers) {
    return blueprint(
        identity,
        store.journal(identity.peerId()),
        store.ledger(identity.peerId()),
        addresses("grapevine.network.listen", network.listen()),
        discovery(addresses("grapevine.network.bootstrap", network.bootstrap()), network.mdns()),
        peer.roles(),
        observers);
  }

  /** A worker on loopback that joins the first peer of the local network. */
  PeerBlueprint localWorker(Peer first) {
    List<Multiaddr> bootstrap = new ArrayList<>();
    for (Multiaddr address : first.addresses()) {
      bootstrap.add(address.withPeer(first.peerId().toMultihash()));
    }
    return blueprint(
        KeyPair.generate(new SecureRandom()),
        Store.inMemory(jobs),
        Store.ledgerInMemory(jobs),
        addresses("the local network", List.of(LOOPBACK)),
        discovery(bootstrap, false),
        Set.of(Role.WORKER),
        PeerObservers.NONE);
  }

  private PeerBlueprint blueprint(
      KeyPair identity,
      JobJournal journal,
      OutcomeLedger ledger,
      List<Multiaddr> listen,
      DiscoveryConfig discovery,
      Set<Role> roles,
      PeerObservers observers) {
    RunnerConfig runner = RunnerConfig.defaults();
    return new PeerBlueprint(
        identity,
        listen,
        addresses("grapevine.network.announce", network.announce()),
        network.announceObserved(),
        discovery,
        host(),
        new AccessGater(access),
        exchange(roles),
        auction.toConfig(),
        auction.toRanking(),
        jobs.toConfig(roles.contains(Role.REQUESTER)),
        journal,
        ledger,
        worker(roles.contains(Role.WORKER) ? workTypes() : new TreeMap<>()),
        Path.of(worker.resultDirectory()),
        new RunnerConfig(
            Math.toIntExact(worker.resultSizeMax().toBytes()),
            runner.stopGrace(),
            runner.progressInterval(),
            runner.abandonedMax()),
        probe,
        catalog,
        observers,
        version);
  }

  private HostConfig host() {
    HostConfig.KnownPeers usual = HostConfig.KnownPeers.DEFAULT;
    return HostConfig.DEFAULT
        .with(limits.toLimits(network.connectionsMax(), Runtime.getRuntime().maxMemory()))
        .with(network.toTrimming())
        .with(
            new HostConfig.KnownPeers(
                Math.max(usual.peers(), network.connectionsMax()), usual.addressesPerPeer()));
  }

  private NetworkConfig exchange(Set<Role> roles) {
    Set<WorkType> askedFor =
        roles.contains(Role.REQUESTER) ? catalog.concurrency().keySet() : Set.of();
    return NetworkConfig.defaults()
        .taking(
            Math.toIntExact(worker.payloadSizeMax().toBytes()),
            Math.toIntExact(jobs.resultSizeMax().toBytes()))
        .allowing(peers("grapevine.jobs.allowed-workers", jobs.allowedWorkers()))
        .introducedBy(introductions.toConfig(network.toTrimming().downTo(), askedFor));
  }

  private WorkerConfig worker(SortedMap<WorkType, Integer> workTypes) {
    return new WorkerConfig(
        worker.slots(),
        workTypes,
        worker.queueMax(),
        worker.reservation(),
        worker.busyPause(),
        worker.payloadSizeMax().toBytes(),
        worker.resultRetention(),
        worker.resultsMax(),
        requesterRules(),
        attributes(),
        new ResultSpill(worker.resultMemoryMax().toBytes(), worker.resultsDiskMax().toBytes()));
  }

  private RequesterRules requesterRules() {
    int seats = worker.slots() + worker.queueMax();
    int share = Math.max(1, Math.toIntExact((long) seats * worker.requesterShareMax() / 100));
    return new RequesterRules(
        peers("grapevine.worker.allowed-requesters", worker.allowedRequesters()),
        peers("grapevine.worker.denied-requesters", worker.deniedRequesters()),
        share,
        share,
        worker.offersPerSecondMax());
  }

  private Attributes attributes() {
    try {
      return MeasuredAttributes.overriddenBy(worker.attributes());
    } catch (IllegalArgumentException wrong) {
      throw new StartupException(
          "grapevine.worker.attributes do not fit: " + wrong.getMessage(), wrong);
    }
  }

  private SortedMap<WorkType, Integer> workTypes() {
    SortedMap<WorkType, Integer> known = catalog.concurrency();
    if (worker.workTypes().isEmpty()) {
      return known;
    }
    SortedMap<WorkType, Integer> chosen = new TreeMap<>();
    for (String name : worker.workTypes()) {
      Integer concurrency = WorkType.isValid(name) ? known.get(new WorkType(name)) : null;
      if (concurrency == null) {
        throw new StartupException(
            "grapevine.worker.work-types holds '%s', which is not known here; known are %s"
                .formatted(name, known.keySet()));
      }
      chosen.put(new WorkType(name), concurrency);
    }
    return chosen;
  }

  static Set<PeerId> peers(String property, Set<String> texts) {
    Set<PeerId> peers = new HashSet<>();
    for (String text : texts) {
      try {
        peers.add(PeerId.parse(text));
      } catch (MalformedException wrong) {
        throw new StartupException(
            "%s holds '%s', which is not a peer id: %s"
                .formatted(property, text, wrong.getMessage()),
            wrong);
      }
    }
    return peers;
  }

  /** Looks for no more peers than are kept when connections are given up. */
  private DiscoveryConfig discovery(List<Multiaddr> bootstrap, boolean mdns) {
    try {
      return DiscoveryConfig.of(bootstrap, mdns).wantingAtMost(network.toTrimming().downTo());
    } catch (IllegalArgumentException wrong) {
      throw new StartupException(
          "grapevine.network.bootstrap does not fit: " + wrong.getMessage(), wrong);
    }
  }

  private static List<Multiaddr> addresses(String property, Collection<String> texts) {
    List<Multiaddr> addresses = new ArrayList<>();
    for (String text : texts) {
      try {
        addresses.add(Multiaddr.parse(text));
      } catch (MalformedException wrong) {
        throw new StartupException(
            "%s holds '%s', which is not a multiaddr such as /ip4/10.0.0.5/tcp/4001: %s"
                .formatted(property, text, wrong.getMessage()),
            wrong);
      }
    }
    return addresses;
  }
}
