package io.grapevine.storage;

import io.grapevine.coordination.LedgerEntry;
import io.grapevine.coordination.LedgerLink;
import io.grapevine.coordination.OutcomeQuery;
import io.grapevine.coordination.OutcomeSeals;
import io.grapevine.coordination.ReceiptVerdict;
import io.grapevine.coordination.WorkRole;
import io.grapevine.coordination.WorkTotal;
import io.grapevine.coordination.WorkTotals;
import io.grapevine.job.Bytes;
import io.grapevine.job.Digest;
import io.grapevine.job.JobId;
import io.grapevine.job.Outcome;
import io.grapevine.job.SignedOutcome;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is asked of the tables of one peer's ledger. */
final class LedgerQueries {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerQueries.class);
  private static final String ENTRIES =
      "SELECT sequence, previous, hash, received_at, envelope, place, conflicting, fault"
          + " FROM ledger_entries WHERE ledger = ?";

  private final String ledger;
  private final JdbcClient reads;
  private final OutcomeSeals seals;
  private final AtomicLong audited;

  LedgerQueries(PeerId self, JdbcClient reads, OutcomeSeals seals, AtomicLong audited) {
    this.ledger = self.toString();
    this.reads = reads;
    this.seals = seals;
    this.audited = audited;
  }

  /** An entry without its outcome. */
  private record Row(
      long sequence,
      Digest previous,
      Digest hash,
      Instant receivedAt,
      long envelope,
      int place,
      boolean conflicting,
      @Nullable String fault) {}

  List<LedgerEntry> range(long from, int limit) {
    return entries(
        ENTRIES + " AND sequence >= ? ORDER BY sequence LIMIT ?", List.of(ledger, from, limit));
  }

  Optional<LedgerEntry> find(PeerId requester, JobId job) {
    return entries(
            ENTRIES + " AND requester = ? AND job = ? AND conflicting = 0",
            List.of(ledger, requester.toString(), Columns.id(job)))
        .stream()
        .findFirst();
  }

  /** One entry more than the page has, if there is one. */
  List<LedgerEntry> page(OutcomeQuery query) {
    StringBuilder sql = new StringBuilder(ENTRIES).append(" AND sequence < ?");
    List<Object> values = new ArrayList<>(List.of(ledger, query.before()));
    if (query.status() != null) {
      sql.append(" AND status = ?");
      values.add(query.status().name());
    }
    if (query.requester() != null) {
      sql.append(" AND requester = ?");
      values.add(query.requester().toString());
    }
    if (query.worker() != null) {
      sql.append(" AND worker = ?");
      values.add(query.worker().toString());
    }
    if (query.type() != null) {
      sql.append(" AND type = ?");
      values.add(query.type().name());
    }
    if (query.since() != null) {
      sql.append(" AND received_at >= ?");
      values.add(Columns.nanos(query.since()));
    }
    values.add(query.limit() + 1);
    return entries(sql.append(" ORDER BY sequence DESC LIMIT ?").toString(), values);
  }

  Optional<Long> firstSince(Instant time) {
    return reads
        .sql(
            "SELECT sequence FROM ledger_entries WHERE ledger = ? AND received_at >= ?"
                + " ORDER BY received_at, sequence LIMIT 1")
        .params(ledger, Columns.nanos(time))
        .query((row, number) -> row.getLong(1))
        .optional();
  }

  /** Hash of an entry that is kept. */
  Optional<LedgerLink> link(long sequence) {
    return links(
        "SELECT sequence, hash FROM ledger_entries WHERE ledger = ? AND sequence = ?",
        ledger,
        sequence);
  }

  Optional<LedgerLink> head() {
    return links(
        "SELECT sequence, hash FROM ledger_entries WHERE ledger = ? ORDER BY sequence DESC LIMIT 1",
        ledger);
  }

  Optional<LedgerLink> checkpoint() {
    return links("SELECT sequence, hash FROM ledger_checkpoints WHERE ledger = ?", ledger);
  }

  /** The first entry of the envelope in which an entry came. */
  long beginning(long sequence) {
    return reads
        .sql(
            "SELECT MAX(first_sequence) FROM ledger_envelopes WHERE ledger = ? AND first_sequence"
                + " <= ?")
        .params(ledger, sequence)
        .query((row, number) -> row.getLong(1))
        .single();
  }

  /** The last entry at whose receipt somebody has looked; 0 if there was none. */
  long audited() {
    return reads
        .sql("SELECT sequence FROM ledger_audits WHERE ledger = ?")
        .params(ledger)
        .query((row, number) -> row.getLong(1))
        .optional()
        .orElse(0L);
  }

  /** Fills the sums with what is stored. */
  void restore(WorkTotals totals) {
    reads
        .sql("SELECT requester, job FROM ledger_horizons WHERE ledger = ?")
        .params(ledger)
        .query(
            row -> {
              totals.restoreHorizon(peer(row.getString(1)), Columns.job(row.getBytes(2)));
            });
    reads
        .sql(
            "SELECT role, peer, jobs, run_time, payload_bytes, result_bytes FROM ledger_totals"
                + " WHERE ledger = ?")
        .params(ledger)
        .query(
            row -> {
              totals.restore(WorkRole.valueOf(row.getString(1)), total(row));
            });
  }

  private static WorkTotal total(ResultSet row) throws SQLException {
    return new WorkTotal(
        peer(row.getString(2)),
        row.getLong(3),
        Duration.ofNanos(row.getLong(4)),
        row.getLong(5),
        row.getLong(6));
  }

  private static PeerId peer(String text) {
    try {
      return PeerId.parse(text);
    } catch (IOException changed) {
      throw new StoreException("the ledger's totals hold what is no peer id", changed);
    }
  }

  private Optional<LedgerLink> links(String sql, Object... values) {
    return reads
        .sql(sql)
        .params(values)
        .query((row, number) -> new LedgerLink(row.getLong(1), Digest.ofDigest(row.getBytes(2))))
        .optional();
  }

  private List<LedgerEntry> entries(String sql, List<Object> values) {
    List<Row> rows = reads.sql(sql).params(values).query((row, number) -> row(row)).list();
    Map<Long, List<SignedOutcome>> envelopes = new HashMap<>();
    List<LedgerEntry> entries = new ArrayList<>(rows.size());
    for (Row row : rows) {
      List<SignedOutcome> outcomes = envelopes.computeIfAbsent(row.envelope(), this::outcomes);
      if (row.place() < outcomes.size()) {
        SignedOutcome signed = outcomes.get(row.place());
        entries.add(
            new LedgerEntry(
                row.sequence(),
                row.previous(),
                row.hash(),
                row.receivedAt(),
                signed,
                row.conflicting(),
                verdict(row, signed.outcome())));
      }
    }
    return entries;
  }

  private ReceiptVerdict verdict(Row row, Outcome outcome) {
    if (outcome.receipt() == null) {
      return ReceiptVerdict.NONE;
    }
    if (row.sequence() > audited.get()) {
      return ReceiptVerdict.UNCHECKED;
    }
    if (row.fault() == null) {
      return ReceiptVerdict.SIGNED;
    }
    return row.fault().equals(ReceiptVerdict.STALE.name())
        ? ReceiptVerdict.STALE
        : ReceiptVerdict.FORGED;
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getLong(1),
        Digest.ofDigest(row.getBytes(2)),
        Digest.ofDigest(row.getBytes(3)),
        Instant.ofEpochSecond(0, row.getLong(4)),
        row.getLong(5),
        row.getInt(6),
        row.getInt(7) == 1,
        row.getString(8));
  }

  /** Empty if somebody has tampered with it, which a verification will tell. */
  private List<SignedOutcome> outcomes(long envelope) {
    Optional<byte[]> content =
        reads
            .sql("SELECT content FROM ledger_envelopes WHERE ledger = ? AND first_sequence = ?")
            .params(ledger, envelope)
            .query((row, number) -> row.getBytes(1))
            .optional();
    try {
      return content.isEmpty() ? List.of() : seals.read(Bytes.wrap(content.get()));
    } catch (IOException unreadable) {
      LOG.debug("Entry {} of the ledger cannot be read", envelope, unreadable);
      return List.of();
    }
  }
}
