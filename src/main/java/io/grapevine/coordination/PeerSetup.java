package io.grapevine.coordination;

import io.grapevine.auction.AuctionConfig;
import io.grapevine.auction.Ranking;
import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.WorkType;
import io.grapevine.worker.Assignment;
import io.grapevine.worker.WorkerConfig;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Everything that a peer is made of. Starts as a peer that only asks, with the default bounds; each
 * method gives a changed copy.
 *
 * @param network how it talks; closed with the peer
 * @param journal where its jobs are kept
 * @param ledger where outcomes that are heard are kept
 * @param catalog the work types that it knows
 * @param auction bounds of its auctions
 * @param ranking of the bids that it gets
 * @param worker what it takes on
 * @param runner how it does work; closed with the peer
 * @param bounds of the rest
 * @param listener watches it
 * @param probe measures its machine
 * @param clock never goes back
 * @param random for job ids and reservations, and never the same in two lives of a peer; safe for
 *     use by many threads
 * @param version of the software, for others to see
 * @param results where it keeps large results of its own work; closed with the peer
 */
public record PeerSetup(
    JobNetwork network,
    JobJournal journal,
    OutcomeLedger ledger,
    WorkCatalog catalog,
    AuctionConfig auction,
    Ranking ranking,
    WorkerConfig worker,
    JobRunner runner,
    CoordinationConfig bounds,
    CoordinationListener listener,
    LoadProbe probe,
    InstantSource clock,
    RandomGenerator random,
    String version,
    ResultStore results) {

  /** A peer that only asks. */
  public static PeerSetup requester(
      JobNetwork network, JobJournal journal, WorkCatalog catalog, Ranking ranking) {
    return new PeerSetup(
        network,
        journal,
        new InMemoryOutcomeLedger(CoordinationConfig.defaults().outcomesKept(), network.seals()),
        catalog,
        AuctionConfig.defaults(),
        ranking,
        WorkerConfig.defaults(1, Map.of()),
        new IdleRunner(),
        CoordinationConfig.defaults(),
        CoordinationListener.NONE,
        new MachineLoad(),
        new MonotonicClock(),
        new SecureRandom(),
        "unknown",
        ResultStore.NONE);
  }

  /** The same peer, which also works. */
  public PeerSetup working(WorkerConfig config, JobRunner by) {
    return new PeerSetup(
        network, journal, ledger, catalog, auction, ranking, config, by, bounds, listener, probe,
        clock, random, version, results);
  }

  /** The same peer with other bounds. */
  public PeerSetup bounded(AuctionConfig auctions, CoordinationConfig rest) {
    return new PeerSetup(
        network, journal, ledger, catalog, auctions, ranking, worker, runner, rest, listener, probe,
        clock, random, version, results);
  }

  /** The same peer, watched. */
  public PeerSetup watched(CoordinationListener by) {
    return new PeerSetup(
        network, journal, ledger, catalog, auction, ranking, worker, runner, bounds, by, probe,
        clock, random, version, results);
  }

  /** The same peer with another journal. */
  public PeerSetup journalledBy(JobJournal other) {
    return new PeerSetup(
        network, other, ledger, catalog, auction, ranking, worker, runner, bounds, listener, probe,
        clock, random, version, results);
  }

  /** The same peer with another ledger. */
  public PeerSetup recordedBy(OutcomeLedger other) {
    return new PeerSetup(
        network, journal, other, catalog, auction, ranking, worker, runner, bounds, listener, probe,
        clock, random, version, results);
  }

  /** The same peer with other sources of time and chance. */
  public PeerSetup ticking(InstantSource time, RandomGenerator chance) {
    return new PeerSetup(
        network, journal, ledger, catalog, auction, ranking, worker, runner, bounds, listener,
        probe, time, chance, version, results);
  }

  /** The same peer, measured by another probe. */
  public PeerSetup measured(LoadProbe by) {
    return new PeerSetup(
        network, journal, ledger, catalog, auction, ranking, worker, runner, bounds, listener, by,
        clock, random, version, results);
  }

  /** The same peer under another version. */
  public PeerSetup versioned(String name) {
    return new PeerSetup(
        network, journal, ledger, catalog, auction, ranking, worker, runner, bounds, listener,
        probe, clock, random, name, results);
  }

  /** The same peer, which keeps large results elsewhere than in memory. */
  public PeerSetup spillingTo(ResultStore store) {
    return new PeerSetup(
        network, journal, ledger, catalog, auction, ranking, worker, runner, bounds, listener,
        probe, clock, random, version, store);
  }

  /** Does nothing, since it is never asked to. */
  private static final class IdleRunner implements JobRunner {
    @Override
    public SortedMap<WorkType, Integer> concurrency() {
      return Collections.unmodifiableSortedMap(new TreeMap<>());
    }

    @Override
    public void start(
        Assignment assignment,
        WorkType type,
        Content payload,
        Duration limit,
        RunListener listener) {
      listener.failed(
          assignment, Failure.permanent(FailureCode.WORK_FAILED, "No work is done here."));
    }

    @Override
    public void stop(Assignment assignment) {}

    @Override
    public void close() {}
  }
}
