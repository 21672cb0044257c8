package io.grapevine.storage;

import io.grapevine.coordination.LedgerEntry;
import io.grapevine.coordination.LedgerLink;
import io.grapevine.coordination.ReceiptVerdict;
import io.grapevine.coordination.WorkRole;
import io.grapevine.coordination.WorkTotal;
import io.grapevine.job.JobId;
import io.grapevine.job.Outcome;
import io.grapevine.libp2p.peer.PeerId;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes of one peer's ledger; each changes nothing the second time. */
final class LedgerRows {
  private static final String ENVELOPE =
      "INSERT INTO ledger_envelopes (ledger, first_sequence, content) VALUES (?, ?, ?)"
          + " ON CONFLICT DO NOTHING";
  private static final String ENTRY =
      "INSERT INTO ledger_entries (ledger, sequence, previous, hash, received_at, envelope, place,"
          + " conflicting, job, requester, worker, type, status)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
  private static final String TOTAL =
      "INSERT INTO ledger_totals (ledger, role, peer, jobs, run_time, payload_bytes, result_bytes)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (ledger, role, peer) DO UPDATE SET"
          + " jobs = excluded.jobs, run_time = excluded.run_time,"
          + " payload_bytes = excluded.payload_bytes, result_bytes = excluded.result_bytes";
  private static final String FAULT =
      "UPDATE ledger_entries SET fault = ? WHERE ledger = ? AND sequence = ?";
  private static final String AUDIT =
      "INSERT INTO ledger_audits (ledger, sequence) VALUES (?, ?) ON CONFLICT (ledger) DO UPDATE"
          + " SET sequence = excluded.sequence";
  private static final String HORIZON =
      "INSERT INTO ledger_horizons (ledger, requester, job) VALUES (?, ?, ?) ON CONFLICT (ledger,"
          + " requester) DO UPDATE SET job = excluded.job";
  private static final String CHECKPOINT =
      "INSERT INTO ledger_checkpoints (ledger, sequence, hash) VALUES (?, ?, ?) ON CONFLICT"
          + " (ledger) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash";
  private static final String DROP_ENTRIES =
      "DELETE FROM ledger_entries WHERE ledger = ? AND sequence <= ?";
  private static final String DROP_ENVELOPES =
      "DELETE FROM ledger_envelopes WHERE ledger = ? AND first_sequence <= ?";

  private final String ledger;

  LedgerRows(PeerId self) {
    this.ledger = self.toString();
  }

  /** Adds entries, those of one envelope together. */
  Write append(List<LedgerEntry> entries) {
    Map<Long, byte[]> envelopes = new LinkedHashMap<>();
    long first = 0;
    byte[] last = new byte[0];
    Map<Long, Long> envelopeOf = new LinkedHashMap<>();
    for (LedgerEntry entry : entries) {
      byte[] envelope = entry.signed().envelope().array();
      if (entry.sequence() == entries.getFirst().sequence() || !Arrays.equals(envelope, last)) {
        first = entry.sequence();
        last = envelope;
        envelopes.put(first, envelope);
      }
      envelopeOf.put(entry.sequence(), first);
    }
    long size = Write.OVERHEAD_BYTES * (1L + entries.size());
    for (byte[] envelope : envelopes.values()) {
      size += envelope.length;
    }
    return new Sized(
        size,
        rows -> {
          for (Map.Entry<Long, byte[]> envelope : envelopes.entrySet()) {
            rows.add(ENVELOPE, ledger, envelope.getKey(), envelope.getValue());
          }
          for (LedgerEntry entry : entries) {
            add(rows, entry, envelopeOf.getOrDefault(entry.sequence(), entry.sequence()));
          }
        });
  }

  /** Notes what a look at the receipts of all entries up to the last of these found. */
  Write audited(List<LedgerEntry> looked, Map<WorkRole, List<WorkTotal>> sums) {
    return rows -> {
      for (LedgerEntry entry : looked) {
        if (entry.receipt() == ReceiptVerdict.FORGED || entry.receipt() == ReceiptVerdict.STALE) {
          rows.add(FAULT, entry.receipt().name(), ledger, entry.sequence());
        }
      }
      for (Map.Entry<WorkRole, List<WorkTotal>> sum : sums.entrySet()) {
        for (WorkTotal total : sum.getValue()) {
          add(rows, sum.getKey(), total);
        }
      }
      rows.add(AUDIT, ledger, looked.getLast().sequence());
    };
  }

  /** Drops all entries up to this one, and notes the youngest jobs that were dropped. */
  Write drop(LedgerLink last, Map<PeerId, JobId> horizons) {
    return rows -> {
      for (Map.Entry<PeerId, JobId> horizon : horizons.entrySet()) {
        rows.add(HORIZON, ledger, horizon.getKey().toString(), Columns.id(horizon.getValue()));
      }
      rows.add(CHECKPOINT, ledger, last.sequence(), last.hash().toBytes());
      rows.add(DROP_ENTRIES, ledger, last.sequence());
      rows.add(DROP_ENVELOPES, ledger, last.sequence());
    };
  }

  private void add(Rows rows, LedgerEntry entry, long envelope) throws SQLException {
    Outcome outcome = entry.signed().outcome();
    PeerId worker = outcome.worker();
    rows.add(
        ENTRY,
        ledger,
        entry.sequence(),
        entry.previous().toBytes(),
        entry.hash().toBytes(),
        Columns.nanos(entry.receivedAt()),
        envelope,
        entry.signed().place(),
        entry.conflicting() ? 1 : 0,
        Columns.id(outcome.job()),
        outcome.requester().toString(),
        worker == null ? null : worker.toString(),
        outcome.type().name(),
        outcome.status().name());
  }

  private void add(Rows rows, WorkRole role, WorkTotal total) throws SQLException {
    rows.add(
        TOTAL,
        ledger,
        role.name(),
        total.peer().toString(),
        total.jobs(),
        total.runTime().toNanos(),
        total.payloadBytes(),
        total.resultBytes());
  }

  private record Sized(long size, Write write) implements Write {
    @Override
    public void into(Rows rows) throws SQLException {
      write.into(rows);
    }
  }
}
