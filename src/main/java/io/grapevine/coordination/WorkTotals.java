package io.grapevine.coordination;

import io.grapevine.job.Outcome;
import io.grapevine.job.Receipt;
import io.grapevine.libp2p.peer.PeerId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sums of a ledger, of so many peers at most in each role: anybody can make peer ids, so
 * whoever comes when it is full is not counted. Safe for use by many threads.
 */
public final class WorkTotals {
  /** Most peers in one role. */
  public static final int PEERS_MAX = 10_000;

  private final Map<WorkRole, Map<PeerId, WorkTotal>> totals = new EnumMap<>(WorkRole.class);

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

  /** Counts an outcome, if it is a success. */
  public synchronized void count(Outcome outcome) {
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
