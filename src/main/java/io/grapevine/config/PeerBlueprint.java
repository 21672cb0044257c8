package io.grapevine.config;

import io.grapevine.auction.AuctionConfig;
import io.grapevine.auction.Ranking;
import io.grapevine.coordination.CoordinationConfig;
import io.grapevine.coordination.JobJournal;
import io.grapevine.coordination.LoadProbe;
import io.grapevine.coordination.OutcomeLedger;
import io.grapevine.execution.HandlerCatalog;
import io.grapevine.execution.RunnerConfig;
import io.grapevine.libp2p.discovery.DiscoveryConfig;
import io.grapevine.libp2p.host.ConnectionGater;
import io.grapevine.libp2p.host.HostConfig;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.network.NetworkConfig;
import io.grapevine.worker.WorkerConfig;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything that decides what one peer is.
 *
 * @param identity proves who it is
 * @param listen where it listens
 * @param announce what it tells others in place of where it listens; empty for the truth
 * @param announceObserved whether it tells also where others agree to see it
 * @param discovery how it finds others
 * @param host bounds of its connections
 * @param gater whom it connects with
 * @param network bounds of what it exchanges with others
 * @param auction bounds of its auctions
 * @param ranking chooses between bids; of this peer alone
 * @param bounds of its jobs
 * @param journal where it keeps its jobs; closed with the peer
 * @param ledger where it keeps the outcomes that it hears; closed with the peer
 * @param worker what it takes on; no work type for a peer that only asks
 * @param results directory of large results that nobody has taken
 * @param runner bounds of its handlers
 * @param probe measures the machine; one for all peers of a process
 * @param catalog the work types that it knows
 * @param observers who watches
 * @param version of the software, for others to see
 */
record PeerBlueprint(
    KeyPair identity,
    List<Multiaddr> listen,
    List<Multiaddr> announce,
    boolean announceObserved,
    DiscoveryConfig discovery,
    HostConfig host,
    ConnectionGater gater,
    NetworkConfig network,
    AuctionConfig auction,
    Ranking ranking,
    CoordinationConfig bounds,
    JobJournal journal,
    OutcomeLedger ledger,
    WorkerConfig worker,
    Path results,
    RunnerConfig runner,
    LoadProbe probe,
    HandlerCatalog catalog,
    PeerObservers observers,
    String version) {}
