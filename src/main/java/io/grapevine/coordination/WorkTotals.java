package io.grapevine.coordination;

import io.grapevine.job.JobId;
import io.grapevine.job.Outcome;
import io.grapevine.job.Receipt;
import io.grapevine.libp2p.peer.PeerId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sums of a ledger, of so many peers at most in each role: anybody can make peer ids, so
 * whoever comes when it is full is not counted. Safe for use by many threads.
 */
public final class WorkTotals {
  /** Most peers in one role. */
  public static final int PEERS_MAX = 10_000;

  private final Map<WorkRole, Map<PeerId, WorkTotal>> totals = new EnumMap<>(WorkRole.class);
  private final Map<PeerId, JobId> horizons = new HashMap<>();

  /** Nothing was done yet. */
  public WorkTotals() {
    for (WorkRole role : WorkRole.values()) {
      totals.put(role, new HashMap<>());
    }
  }

  /** Takes a sum over from before. */
  public synchronized void restore(WorkRole role, WorkTotal total) {
    sums(role).put(total.peer(), total);
  }

  /** Takes a horizon over from before. */
  public synchronized void restoreHorizon(PeerId requester, JobId youngest) {
    horizons.put(requester, youngest);
  }

  /**
   * Notes that the entry of a job was dropped, so that the work in it is not counted again when
   * somebody says it again.
   */
  public synchronized void dropped(PeerId requester, JobId job) {
    if (sums(WorkRole.REQUESTER).containsKey(requester)) {
      horizons.merge(requester, job, (before, next) -> before.compareTo(next) < 0 ? next : before);
    }
  }

  /** The youngest job of a requester whose entry was dropped. */
  public synchronized Optional<JobId> horizon(PeerId requester) {
    return Optional.ofNullable(horizons.get(requester));
  }

  /** Whether the work in the outcome of a job may have been counted and dropped before. */
  public synchronized boolean isStale(PeerId requester, JobId job) {
    JobId horizon = horizons.get(requester);
    return horizon != null && job.compareTo(horizon) <= 0;
  }

  /**
   * Counts the work of an entry if it is to be counted.
   *
   * @param found what a look at its receipt has found
   * @return the entry with what was found
   */
  public synchronized LedgerEntry count(LedgerEntry entry, ReceiptVerdict found) {
    if (found != ReceiptVerdict.SIGNED || entry.conflicting()) {
      return entry.with(found);
    }
    Outcome outcome = entry.signed().outcome();
    if (isStale(outcome.requester(), outcome.job())) {
      return entry.with(ReceiptVerdict.STALE);
    }
    count(outcome);
    return entry.with(found);
  }

  /** Counts an outcome, if it is a success. */
  synchronized void count(Outcome outcome) {
    Receipt receipt = outcome.receipt();
    if (receipt == null) {
      return;
    }
    for (WorkRole role : WorkRole.values()) {
      PeerId peer = role == WorkRole.WORKER ? receipt.worker() : receipt.requester();
      Map<PeerId, WorkTotal> sums = sums(role);
      WorkTotal before = sums.get(peer);
      if (before != null || sums.size() < PEERS_MAX) {
        WorkTotal old = before == null ? WorkTotal.none(peer) : before;
        sums.put(peer, old.plus(receipt.usage()));
      }
    }
  }

  /** The sum of one peer. */
  public synchronized WorkTotal of(WorkRole role, PeerId peer) {
    return sums(role).getOrDefault(peer, WorkTotal.none(peer));
  }

  /** All sums, the longest run time first. */
  public synchronized List<WorkTotal> all(WorkRole role) {
    List<WorkTotal> all = new ArrayList<>(sums(role).values());
    all.sort(Comparator.comparing(WorkTotal::runTime).reversed().thenComparing(WorkTotal::peer));
    return all;
  }

  private Map<PeerId, WorkTotal> sums(WorkRole role) {
    return totals.getOrDefault(role, new HashMap<>());
  }
}
