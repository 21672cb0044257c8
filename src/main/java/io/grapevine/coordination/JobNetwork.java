package io.grapevine.coordination;

import io.grapevine.job.Announcement;
import io.grapevine.job.WorkType;
import java.util.Set;

/**
 * Port: how a peer talks to others, itself included: as a requester, as a worker, and about itself.
 * No method blocks on the network; what happens is told to the {@link NetworkEvents} that were
 * given at the start.
 */
public interface JobNetwork extends AuctionNetwork, WorkerNetwork, AutoCloseable {
  /** Opens the envelopes in which outcomes come; usable before the start. */
  OutcomeSeals seals();

  /** Listens for offers of these types, bids, awards, outcomes and announcements from now on. */
  void start(Set<WorkType> workTypes, NetworkEvents events);

  /** Broadcasts what this peer can do. */
  void announce(Announcement announcement);

  /** How this peer is connected now. */
  NetworkView view();

  @Override
  void close();
}
