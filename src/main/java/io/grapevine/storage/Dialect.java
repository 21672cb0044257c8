package io.grapevine.storage;

import java.sql.SQLException;
import java.util.Map;
import org.sqlite.SQLiteErrorCode;

/** Everything in which the two databases differ. */
public enum Dialect {
  /** One file that belongs to this process. */
  SQLITE("BLOB", "WITHOUT ROWID", "CAST(unixepoch('subsec') * 1000 AS INTEGER)", "", "", "") {
    @Override
    Trouble trouble(SQLException failure) {
      return switch (SQLiteErrorCode.getErrorCode(failure.getErrorCode() & PRIMARY_CODE)) {
        case SQLITE_FULL -> Trouble.FULL;
        case SQLITE_BUSY, SQLITE_LOCKED -> Trouble.PASSING;
        case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_CORRUPT, SQLITE_NOTADB ->
            Trouble.AWAY;
        default -> Trouble.REFUSED;
      };
    }
  },

  /** A server that several peers may share. */
  POSTGRESQL(
      "BYTEA",
      "",
      "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)",
      " FOR SHARE",
      " FOR UPDATE",
      " FOR UPDATE SKIP LOCKED") {
    @Override
    Trouble trouble(SQLException failure) {
      String state = String.valueOf(failure.getSQLState());
      if (state.equals("53100")) {
        return Trouble.FULL;
      }
      if (state.startsWith("40") || state.equals("55P03")) {
        return Trouble.PASSING;
      }
      // Connection, user or database not known (any more), resources, intervention of an operator,
      // system error, a server that only reads.
      return state.startsWith("08")
              || state.startsWith("28")
              || state.startsWith("3D")
              || state.startsWith("53")
              || state.startsWith("57P")
              || state.startsWith("58")
              || state.equals("25006")
          ? Trouble.AWAY
          : Trouble.REFUSED;
    }
  };

  /** What an SQLite error is in general, without its extension. */
  private static final int PRIMARY_CODE = 0xFF;

  private final String bytes;
  private final String clustered;
  private final String nowMillis;
  private final String shared;
  private final String exclusive;
  private final String unclaimed;

  Dialect(
      String bytes,
      String clustered,
      String nowMillis,
      String shared,
      String exclusive,
      String unclaimed) {
    this.bytes = bytes;
    this.clustered = clustered;
    this.nowMillis = nowMillis;
    this.shared = shared;
    this.exclusive = exclusive;
    this.unclaimed = unclaimed;
  }

  /** What a failure means for those who wait for the write. */
  enum Trouble {
    /** There is no room left. */
    FULL,
    /** Trying again at once may well succeed. */
    PASSING,
    /** The database cannot be reached or cannot work; another connection may help. */
    AWAY,
    /** The database did not like the statement. */
    REFUSED
  }

  abstract Trouble trouble(SQLException failure);

  /** What stands for words of the language in migrations. */
  Map<String, String> placeholders() {
    return Map.of("bytes", bytes, "clustered", clustered);
  }

  /** The database's clock in milliseconds since 1970, as an expression. */
  String nowMillis() {
    return nowMillis;
  }

  /** Ends a query whose rows must not change before the transaction ends. */
  String shared() {
    return shared;
  }

  /** Ends a query that waits for everybody who has asked for the same rows to be left alone. */
  String exclusive() {
    return exclusive;
  }

  /** Ends a query for rows that nobody else is about to change. */
  String unclaimed() {
    return unclaimed;
  }
}
