package io.grapevine.coordination;

import io.grapevine.job.Digest;
import io.grapevine.job.JobId;
import io.grapevine.job.Outcome;
import io.grapevine.job.SignedOutcome;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A ledger that is gone with the process and keeps the newest entries only. What must go before its
 * receipt was looked at is in no sum.
 */
public final class InMemoryOutcomeLedger implements OutcomeLedger {
  private final int entriesMax;
  private final OutcomeSeals seals;
  private final NavigableMap<Long, LedgerEntry> entries = new TreeMap<>();
  private final Map<Key, Long> first = new HashMap<>();
  private final WorkTotals totals = new WorkTotals();
  private Consumer<List<LedgerEntry>> audience = _ -> {};
  private LedgerLink head = LedgerLink.START;
  private LedgerLink checkpoint = LedgerLink.START;
  private long conflicting;
  private long audited;
  private long forged;

  /** Job ids are chosen by requesters, so the requester belongs to the name. */
  private record Key(PeerId requester, JobId job) {}

  /**
   * An empty ledger.
   *
   * @param entriesMax most entries kept; the oldest goes first
   * @param seals opens envelopes again when the ledger is to be verified
   */
  public InMemoryOutcomeLedger(int entriesMax, OutcomeSeals seals) {
    this.entriesMax = entriesMax;
    this.seals = seals;
  }

  @Override
  public synchronized void tell(Consumer<List<LedgerEntry>> toBeTold) {
    audience = toBeTold;
  }

  @Override
  public synchronized void append(List<SignedOutcome> envelope, Instant receivedAt) {
    Digest digest = Digest.of(envelope.getFirst().envelope().array());
    List<LedgerEntry> appended = new ArrayList<>(envelope.size());
    for (SignedOutcome signed : envelope) {
      Outcome outcome = signed.outcome();
      Key key = new Key(outcome.requester(), outcome.job());
      Long earlier = first.get(key);
      if (earlier != null && entry(earlier).signed().outcome().equals(outcome)) {
        continue;
      }
      LedgerEntry entry = link(signed, digest, receivedAt, earlier != null);
      if (earlier == null) {
        first.put(key, entry.sequence());
      } else {
        conflicting++;
      }
      entries.put(entry.sequence(), entry);
      appended.add(entry);
    }
    trim();
    if (!appended.isEmpty()) {
      audience.accept(appended);
    }
  }

  private LedgerEntry link(
      SignedOutcome signed, Digest envelope, Instant receivedAt, boolean isConflicting) {
    long sequence = head.sequence() + 1;
    Digest hash = LedgerChain.hash(head.hash(), sequence, signed.place(), envelope);
    LedgerEntry entry =
        new LedgerEntry(
            sequence,
            head.hash(),
            hash,
            receivedAt,
            signed,
            isConflicting,
            ReceiptAudit.unseen(signed.outcome()));
    head = new LedgerLink(sequence, hash);
    return entry;
  }

  private void trim() {
    while (entries.size() > entriesMax) {
      LedgerEntry oldest = entries.pollFirstEntry().getValue();
      Outcome outcome = oldest.signed().outcome();
      first.remove(new Key(outcome.requester(), outcome.job()), oldest.sequence());
      totals.dropped(outcome.requester(), outcome.job());
      checkpoint = new LedgerLink(oldest.sequence(), oldest.hash());
    }
  }

  @Override
  public synchronized OutcomePage page(OutcomeQuery query) {
    List<LedgerEntry> page = new ArrayList<>();
    for (LedgerEntry entry : entries.headMap(query.before(), false).descendingMap().values()) {
      if (!query.matches(entry)) {
        continue;
      }
      if (page.size() == query.limit()) {
        return new OutcomePage(page, page.getLast().sequence());
      }
      page.add(entry);
    }
    return new OutcomePage(page, null);
  }

  @Override
  public synchronized List<LedgerEntry> range(long from, int limit) {
    return entries.tailMap(from, true).values().stream().limit(limit).toList();
  }

  @Override
  public synchronized long firstSince(Instant time) {
    for (LedgerEntry entry : entries.values()) {
      if (!entry.receivedAt().isBefore(time)) {
        return entry.sequence();
      }
    }
    return head.sequence() + 1;
  }

  @Override
  public synchronized Optional<LedgerEntry> find(PeerId requester, JobId job) {
    return Optional.ofNullable(first.get(new Key(requester, job))).map(this::entry);
  }

  @Override
  public LedgerVerification verify(long from, int count) {
    LedgerLink before;
    List<LedgerEntry> part;
    synchronized (this) {
      long start = Math.clamp(from, checkpoint.sequence() + 1, head.sequence() + 1);
      part = range(start, count);
      before = start - 1 == checkpoint.sequence() ? checkpoint : linkOf(start - 1);
    }
    return LedgerVerification.of(before, part, part.size(), seals);
  }

  private LedgerEntry entry(long sequence) {
    return Objects.requireNonNull(entries.get(sequence));
  }

  private LedgerLink linkOf(long sequence) {
    return new LedgerLink(sequence, entry(sequence).hash());
  }

  @Override
  public List<WorkTotal> totals(WorkRole role) {
    return totals.all(role);
  }

  @Override
  public synchronized LedgerLink head() {
    return head;
  }

  @Override
  public synchronized LedgerLink checkpoint() {
    return checkpoint;
  }

  @Override
  public synchronized LedgerFigures figures() {
    return new LedgerFigures(
        entries.size(), conflicting, 0, head.sequence() - lastAudited(), forged);
  }

  @Override
  public List<LedgerEntry> audit(int most, PeerId self) {
    List<LedgerEntry> next;
    synchronized (this) {
      next = range(lastAudited() + 1, most);
    }
    ReceiptAudit audit = new ReceiptAudit(seals, self);
    List<ReceiptVerdict> found = next.stream().map(audit::of).toList();
    synchronized (this) {
      List<LedgerEntry> looked = new ArrayList<>(next.size());
      for (int i = 0; i < next.size(); i++) {
        long sequence = next.get(i).sequence();
        if (sequence > checkpoint.sequence()) {
          LedgerEntry entry = totals.count(next.get(i), found.get(i));
          forged += entry.receipt() == ReceiptVerdict.FORGED ? 1 : 0;
          entries.put(sequence, entry);
          looked.add(entry);
        }
        audited = sequence;
      }
      return looked;
    }
  }

  private long lastAudited() {
    return Math.max(audited, checkpoint.sequence());
  }

  @Override
  public void close() {}
}
