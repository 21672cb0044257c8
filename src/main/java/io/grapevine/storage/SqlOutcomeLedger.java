package io.grapevine.storage;

import io.grapevine.coordination.LedgerEntry;
import io.grapevine.coordination.LedgerFigures;
import io.grapevine.coordination.LedgerLink;
import io.grapevine.coordination.LedgerVerification;
import io.grapevine.coordination.OutcomeLedger;
import io.grapevine.coordination.OutcomePage;
import io.grapevine.coordination.OutcomeQuery;
import io.grapevine.coordination.OutcomeSeals;
import io.grapevine.coordination.ReceiptAudit;
import io.grapevine.coordination.WorkRole;
import io.grapevine.coordination.WorkTotal;
import io.grapevine.coordination.WorkTotals;
import io.grapevine.job.JobId;
import io.grapevine.job.SignedOutcome;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.springframework.dao.DataAccessException;

/**
 * A peer's ledger in SQL. One thread links what was heard and writes it, many outcomes at a time;
 * what is read is what is durable. While the database cannot be written, outcomes wait, and beyond
 * a limit they are dropped and counted. Nothing is dropped from the front before its receipt was
 * looked at; when twice as many entries as are to be kept wait for that, what comes is dropped.
 */
public final class SqlOutcomeLedger implements OutcomeLedger {
  private final OutcomeSeals seals;
  private final LedgerQueries queries;
  private final WorkTotals totals = new WorkTotals();
  private final LedgerAppender appender;
  private final LedgerAuditor auditor;

  private SqlOutcomeLedger(Database database, PeerId self, long entriesMax, OutcomeSeals seals) {
    this.seals = seals;
    AtomicLong audited = new AtomicLong();
    this.queries = new LedgerQueries(self, database.reads(), seals, audited);
    audited.set(queries.audited());
    queries.restore(totals);
    GroupWriter writer = database.writer();
    LedgerRows rows = new LedgerRows(self);
    this.appender = new LedgerAppender(writer, queries, rows, totals, audited, entriesMax);
    this.auditor = new LedgerAuditor(writer, queries, rows, totals, audited);
  }

  /**
   * Opens the ledger of a peer, and begins one if there is none.
   *
   * @param entriesMax entries that are kept; up to an eighth more for a while
   * @param seals opens envelopes again
   * @throws StoreException if the database does not work
   */
  public static SqlOutcomeLedger open(
      Database database, PeerId self, long entriesMax, OutcomeSeals seals) {
    try {
      SqlOutcomeLedger ledger = new SqlOutcomeLedger(database, self, entriesMax, seals);
      ledger.appender.start();
      return ledger;
    } catch (DataAccessException broken) {
      throw new StoreException("The ledger cannot be read: " + broken.getMessage(), broken);
    }
  }

  @Override
  public void append(List<SignedOutcome> envelope, Instant receivedAt) {
    appender.add(envelope, receivedAt);
  }

  @Override
  public void tell(Consumer<List<LedgerEntry>> audience) {
    appender.tell(audience);
  }

  @Override
  public OutcomePage page(OutcomeQuery query) {
    List<LedgerEntry> found = queries.page(query);
    if (found.size() <= query.limit()) {
      return new OutcomePage(found, null);
    }
    List<LedgerEntry> page = found.subList(0, query.limit());
    return new OutcomePage(page, page.getLast().sequence());
  }

  @Override
  public List<LedgerEntry> range(long from, int limit) {
    return queries.range(from, limit);
  }

  @Override
  public long firstSince(Instant time) {
    return queries.firstSince(time).orElse(head().sequence() + 1);
  }

  @Override
  public Optional<LedgerEntry> find(PeerId requester, JobId job) {
    return queries.find(requester, job);
  }

  @Override
  public LedgerVerification verify(long from, int count) {
    LedgerLink head = head();
    LedgerLink checkpoint = checkpoint();
    long start = Math.clamp(from, checkpoint.sequence() + 1, head.sequence() + 1);
    LedgerLink before =
        start - 1 == checkpoint.sequence()
            ? checkpoint
            : queries.link(start - 1).orElse(new LedgerLink(start - 1, head.hash()));
    int wanted = (int) Math.min(count, head.sequence() - start + 1);
    List<LedgerEntry> part = queries.range(start, wanted);
    return LedgerVerification.of(before, part, wanted, seals);
  }

  @Override
  public List<WorkTotal> totals(WorkRole role) {
    return totals.all(role);
  }

  @Override
  public LedgerLink head() {
    return appender.head();
  }

  @Override
  public LedgerLink checkpoint() {
    return appender.checkpoint();
  }

  @Override
  public LedgerFigures figures() {
    return new LedgerFigures(
        head().sequence() - checkpoint().sequence(),
        appender.conflicting(),
        appender.dropped(),
        auditor.unchecked(head(), checkpoint()),
        auditor.forged());
  }

  @Override
  public List<LedgerEntry> audit(int most, PeerId self) {
    return auditor.audit(most, new ReceiptAudit(seals, self), checkpoint());
  }

  @Override
  public void close() {
    appender.close();
  }
}
