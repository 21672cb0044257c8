package io.grapevine.storage;

import io.grapevine.coordination.LedgerEntry;
import io.grapevine.coordination.LedgerLink;
import io.grapevine.coordination.ReceiptAudit;
import io.grapevine.coordination.ReceiptVerdict;
import io.grapevine.coordination.WorkRole;
import io.grapevine.coordination.WorkTotal;
import io.grapevine.coordination.WorkTotals;
import io.grapevine.job.Receipt;
import io.grapevine.libp2p.peer.PeerId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the work in the entries of a ledger, in their order: the sums and how far they go change
 * together, so that each entry counts once, whenever the process ends.
 */
final class LedgerAuditor {
  private final GroupWriter writer;
  private final LedgerQueries queries;
  private final LedgerRows rows;
  private final WorkTotals totals;
  private final AtomicLong audited;
  private final LongAdder forged = new LongAdder();

  /** Counted in the sums, and not yet in the database. */
  private List<LedgerEntry> unwritten = List.of();

  LedgerAuditor(
      GroupWriter writer,
      LedgerQueries queries,
      LedgerRows rows,
      WorkTotals totals,
      AtomicLong audited) {
    this.writer = writer;
    this.queries = queries;
    this.rows = rows;
    this.totals = totals;
    this.audited = audited;
  }

  /** Looks at the next entries; what could not be written the last time is written first. */
  List<LedgerEntry> audit(int most, ReceiptAudit audit, LedgerLink checkpoint) {
    if (unwritten.isEmpty()) {
      List<LedgerEntry> looked = new ArrayList<>();
      for (LedgerEntry entry : queries.range(start(checkpoint) + 1, most)) {
        looked.add(totals.count(entry, audit.of(entry)));
      }
      unwritten = looked;
    }
    if (unwritten.isEmpty()) {
      return List.of();
    }
    writer.submit(rows.audited(unwritten, sums(unwritten))).join();
    List<LedgerEntry> looked = unwritten;
    unwritten = List.of();
    audited.set(looked.getLast().sequence());
    forged.add(looked.stream().filter(entry -> entry.receipt() == ReceiptVerdict.FORGED).count());
    return looked;
  }

  long unchecked(LedgerLink head, LedgerLink checkpoint) {
    return Math.max(0, head.sequence() - start(checkpoint));
  }

  long forged() {
    return forged.sum();
  }

  private long start(LedgerLink checkpoint) {
    return Math.max(audited.get(), checkpoint.sequence());
  }

  private Map<WorkRole, List<WorkTotal>> sums(List<LedgerEntry> looked) {
    Map<WorkRole, Set<PeerId>> peers = new EnumMap<>(WorkRole.class);
    for (LedgerEntry entry : looked) {
      Receipt receipt = entry.signed().outcome().receipt();
      if (receipt != null && entry.receipt() == ReceiptVerdict.SIGNED) {
        peers.computeIfAbsent(WorkRole.WORKER, _ -> new LinkedHashSet<>()).add(receipt.worker());
        peers
            .computeIfAbsent(WorkRole.REQUESTER, _ -> new LinkedHashSet<>())
            .add(receipt.requester());
      }
    }
    Map<WorkRole, List<WorkTotal>> sums = new EnumMap<>(WorkRole.class);
    peers.forEach(
        (role, all) ->
            sums.put(
                role,
                all.stream()
                    .map(peer -> totals.of(role, peer))
                    .filter(total -> total.jobs() > 0)
                    .toList()));
    return sums;
  }
}
