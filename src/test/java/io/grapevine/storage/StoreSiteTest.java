package io.grapevine.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteErrorCode;

/** What an operator reads in the log and in the health of a peer. */
class StoreSiteTest {
  private static final String CHECK =
      " Check that the server runs, answers and can be reached from here, and its log.";

  private final StoreSite server = new StoreSite(Dialect.POSTGRESQL, "db:5432/grapevine");
  private final StoreSite file = new StoreSite(Dialect.SQLITE, "data/grapevine.db");

  @Test
  void namesTheServerThatIsAwayAndWhatToCheck() {
    SQLException refused =
        new SQLException("any words", "08001", new ConnectException("Connection refused"));
    assertThat(server.sentence(refused))
        .isEqualTo(
            "the store db:5432/grapevine cannot be reached or cannot work: Connection refused."
                + CHECK);
  }

  @Test
  void namesTheHostThatIsNotKnown() {
    assertThat(server.sentence(new SQLException("?", "08001", new UnknownHostException("db"))))
        .isEqualTo(
            "the store db:5432/grapevine cannot be reached or cannot work: there is no host db."
                + CHECK);
  }

  @Test
  void tellsNoStatementAndNoSecondLine() {
    SQLException inner = new SQLException("FATAL: terminating connection\n  at once", "57P01");
    BatchUpdateException outer =
        new BatchUpdateException("Batch entry 0 UPDATE owners …", "57P01", 0, new int[0], inner);
    assertThat(server.sentence(outer))
        .contains(": FATAL: terminating connection at once. Check")
        .doesNotContain("UPDATE");
  }

  @Test
  void cutsAReasonThatIsTooLong() {
    assertThat(StoreSite.reason(new SQLException("x".repeat(10_000)))).hasSize(301).endsWith("…");
    assertThat(StoreSite.reason(new SQLException("x".repeat(300)))).hasSize(301).endsWith("x.");
  }

  @Test
  void saysWhereThereIsNoRoom() {
    assertThat(server.sentence(new SQLException("No space left on device", "53100")))
        .isEqualTo(
            "the store db:5432/grapevine has no room left: No space left on device. Make room on"
                + " the server's disk.");
    assertThat(file.sentence(new SQLException("full", "", SQLiteErrorCode.SQLITE_FULL.code)))
        .isEqualTo("the store data/grapevine.db has no room left: full. Make room on its disk.");
  }

  @Test
  void saysWhatToCheckOfAFile() {
    assertThat(file.sentence(new SQLException("io", "", SQLiteErrorCode.SQLITE_IOERR.code)))
        .isEqualTo(
            "the store data/grapevine.db cannot be reached or cannot work: io. Check its disk, and"
                + " whether this process may write there.");
  }

  /** Passwords and databases change while a peer runs, and are seen when it connects again. */
  @ParameterizedTest
  @ValueSource(strings = {"08006", "28P01", "28000", "3D000", "53300", "57P03", "58030", "25006"})
  void takesAServerThatLetsNobodyInForOneThatIsAway(String state) {
    assertThat(Dialect.POSTGRESQL.trouble(new SQLException("no", state)))
        .isEqualTo(Dialect.Trouble.AWAY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"23505", "22001", "42P01"})
  void takesARefusedStatementForWhatItIs(String state) {
    assertThat(server.sentence(new SQLException("duplicate key", state)))
        .isEqualTo("the store db:5432/grapevine refused a write: duplicate key.");
  }
}
