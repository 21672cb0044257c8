package io.grapevine.coordination;

import io.grapevine.job.Priority;
import java.util.Map;

/**
 * Where a peer stands, for gauges.
 *
 * @param activeJobs jobs of this requester that are under way
 * @param activeJobsMax the limit for them
 * @param waitingJobs jobs of this requester that wait for their turn, by class
 * @param reserved slots of this worker that are held for bids
 * @param running attempts that run here
 * @param slots of this worker; 0 if it does no work
 * @param waitingEvents that have not reached the loop thread yet
 * @param knownPeers in the directory
 * @param ledger of outcomes
 * @param watches of jobs that are open
 * @param listenerFailures calls of the listener that ended in an exception, since the start
 */
public record CoordinationSnapshot(
    int activeJobs,
    int activeJobsMax,
    Map<Priority, Integer> waitingJobs,
    int reserved,
    int running,
    int slots,
    int waitingEvents,
    int knownPeers,
    LedgerFigures ledger,
    int watches,
    long listenerFailures) {}
