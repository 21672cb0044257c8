package io.grapevine.storage;

import io.grapevine.job.JobId;
import io.grapevine.libp2p.peer.PeerId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The table of those who run jobs. A requester registers and gets an epoch; whatever it writes of
 * its jobs is committed only while that epoch is the current one, which the row's lock sees to.
 * Whoever finds a lease over ends the epoch first, and claims jobs then.
 */
final class Owners {
  private final PeerId self;
  private final Dialect dialect;
  private final Duration lease;

  Owners(PeerId self, Dialect dialect, Duration lease) {
    this.self = self;
    this.dialect = dialect;
    this.lease = lease;
  }

  /** Begins an epoch; 0 if another process that goes by the same name is alive. */
  long register(Rows rows, boolean onlyIfOver) throws SQLException {
    String now = dialect.nowMillis();
    String sql =
        "INSERT INTO owners (peer, epoch, lease_until, fenced) VALUES (?, "
            + now
            + ", "
            + now
            + " + ?, 0) ON CONFLICT (peer) DO UPDATE SET epoch = CASE WHEN owners.epoch <"
            + " excluded.epoch THEN excluded.epoch ELSE owners.epoch + 1 END, lease_until ="
            + " excluded.lease_until, fenced = 0"
            + (onlyIfOver ? " WHERE owners.fenced = 1 OR owners.lease_until < " + now : "")
            + " RETURNING epoch";
    try (PreparedStatement statement = rows.connection().prepareStatement(sql)) {
      statement.setString(1, self.toString());
      statement.setLong(2, lease.toMillis());
      try (ResultSet answer = statement.executeQuery()) {
        return answer.next() ? answer.getLong(1) : 0;
      }
    }
  }

  /** Whether the epoch is still current; nobody ends it before this transaction does. */
  boolean holds(Rows rows, long epoch) throws SQLException {
    return rows.holds(
        "SELECT 1 FROM owners WHERE peer = ? AND epoch = ? AND fenced = 0" + dialect.shared(),
        self.toString(),
        epoch);
  }

  /**
   * Waits for the end of every transaction that still holds our epoch: one whose connection was
   * given up may be committed by the server later than that.
   */
  void outwait(Rows rows, long epoch) throws SQLException {
    rows.holds(
        "SELECT 1 FROM owners WHERE peer = ? AND epoch = ?" + dialect.exclusive(),
        self.toString(),
        epoch);
  }

  /** Prolongs the lease. */
  void renew(Rows rows, long epoch) throws SQLException {
    rows.addEffective(
        "UPDATE owners SET lease_until = "
            + dialect.nowMillis()
            + " + ? WHERE peer = ? AND epoch = ? AND fenced = 0",
        EpochOverException::new,
        lease.toMillis(),
        self.toString(),
        epoch);
  }

  /** Lets others claim what is left at once. */
  void release(Rows rows, long epoch) throws SQLException {
    rows.add(
        "UPDATE owners SET lease_until = 0 WHERE peer = ? AND epoch = ?", self.toString(), epoch);
  }

  /** Ends the epoch of another, if it did not show itself since. */
  void fence(Rows rows, Gone gone) throws SQLException {
    rows.add(
        "UPDATE owners SET epoch = epoch + 1, fenced = 1"
            + " WHERE peer = ? AND epoch = ? AND lease_until = ? AND fenced = 0",
        gone.peer(),
        gone.epoch(),
        gone.leaseUntil());
  }

  /** Others whose lease is over. */
  List<Gone> gone(Rows rows) throws SQLException {
    List<Gone> found = new ArrayList<>();
    String sql =
        "SELECT peer, epoch, lease_until, fenced FROM owners WHERE peer <> ? AND (fenced = 1 OR"
            + " lease_until < "
            + dialect.nowMillis()
            + ") AND EXISTS (SELECT 1 FROM jobs WHERE owner = peer AND outcome IS NULL)"
            + " ORDER BY peer";
    try (PreparedStatement statement = rows.connection().prepareStatement(sql)) {
      statement.setString(1, self.toString());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(new Gone(row.getString(1), row.getLong(2), row.getLong(3), row.getInt(4) != 0));
        }
      }
    }
    return found;
  }

  /**
   * Makes one unfinished job of another that is fenced ours, unless others have taken or are taking
   * them all.
   */
  Optional<JobId> claim(Rows rows, String peer) throws SQLException {
    if (!rows.holds(
        "SELECT 1 FROM owners WHERE peer = ? AND fenced = 1" + dialect.shared(), peer)) {
      return Optional.empty();
    }
    String sql =
        "SELECT id FROM jobs WHERE owner = ? AND outcome IS NULL ORDER BY id LIMIT 1"
            + dialect.unclaimed();
    try (PreparedStatement statement = rows.connection().prepareStatement(sql)) {
      statement.setString(1, peer);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        byte[] id = row.getBytes(1);
        rows.add("UPDATE jobs SET owner = ? WHERE id = ?", self.toString(), id);
        return Optional.of(Columns.job(id));
      }
    }
  }

  /**
   * Another whose lease is over.
   *
   * @param isFenced whether somebody ended its epoch already
   */
  record Gone(String peer, long epoch, long leaseUntil, boolean isFenced) {}

  /** Our epoch is over: another took us for gone. */
  static final class EpochOverException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EpochOverException() {
      super(
          "this requester was silent for longer than its lease, and others may have taken its jobs"
              + " over");
    }
  }
}
