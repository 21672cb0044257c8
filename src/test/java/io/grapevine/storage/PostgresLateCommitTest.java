package io.grapevine.storage;

import static io.grapevine.storage.StoredJobs.submitted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grapevine.coordination.JournalException;
import io.grapevine.job.JobEvent;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A server that stood still carries out a commit whose peer has given the connection up, after the
 * peer has written on another one.
 */
@Timeout(120)
class PostgresLateCommitTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final AtomicReference<@Nullable Connection> late = new AtomicReference<>();
  private volatile boolean cuts;

  @Test
  void findsAJobWhoseCommitWasUnderWayWhenTheConnectionWasGivenUp() throws Exception {
    String url = TestPostgres.freshUrl();
    DatabaseConfig config = DatabaseConfig.of(url).patient(Duration.ZERO);
    try (Database database = Database.open(config, this::cut);
        SqlJobJournal journal =
            SqlJobJournal.open(
                database, StoredJobs.SELF, StoredJobs.CONFIG, InstantSource.system())) {
      cuts = true;
      assertThatThrownBy(() -> journal.admit(submitted(1), null))
          .isInstanceOf(JournalException.class);
      journal.admit(submitted(2), null);
      assertThat(journal.health().works()).isTrue();

      CompletableFuture<List<List<JobEvent>>> unfinished =
          CompletableFuture.supplyAsync(journal::unfinished);
      await().atMost(PATIENCE).until(() -> unfinished.isDone() || somebodyWaits(url));
      try (Connection held = late.getAndSet(null)) {
        assertThat(held).isNotNull();
        held.commit();
      }

      assertThat(unfinished.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .containsExactly(List.of(submitted(1)), List.of(submitted(2)));
    }
  }

  private static boolean somebodyWaits(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet waiting =
            statement.executeQuery(
                "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                    + " AND datname = current_database()")) {
      return waiting.next();
    }
  }

  /** Connections the first of which is lost at its next commit, which is then still to come. */
  private Connector cut(Connector real) {
    return () -> {
      Connection connection = real.connect();
      try (Statement statement = connection.createStatement()) {
        // A slow machine ends neither the late transaction nor the wait for it.
        statement.execute("SET idle_in_transaction_session_timeout = 0");
        statement.execute("SET lock_timeout = 0");
      }
      return (Connection)
          Proxy.newProxyInstance(
              PostgresLateCommitTest.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                if (connection.equals(late.get())) {
                  throw lost();
                }
                if (cuts && method.getName().equals("commit")) {
                  cuts = false;
                  late.set(connection);
                  throw lost();
                }
                try {
                  return method.invoke(connection, arguments);
                } catch (InvocationTargetException failed) {
                  throw failed.getCause();
                }
              });
    };
  }

  private static SQLException lost() {
    return new SQLException("the connection is lost", "08006");
  }
}
