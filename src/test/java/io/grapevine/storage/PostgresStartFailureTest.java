package io.grapevine.storage;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What an operator reads when the database in the settings is not to be had. */
class PostgresStartFailureTest {
  private static final String ADVICE =
      " Check that the server runs, and grapevine.storage.url, grapevine.storage.user and"
          + " grapevine.storage.password.";

  private final PostgresServer server = TestPostgres.server();

  @Test
  void namesTheUserWhosePasswordIsWrong() {
    assertRefused(
        server.strangersUrl("postgres"),
        "The store 127.0.0.1:%d/postgres cannot be opened: FATAL: password authentication failed"
            + " for user \"stranger\".");
  }

  @Test
  void namesTheDatabaseThatIsNotThere() {
    assertRefused(
        server.url("nowhere"),
        "The store 127.0.0.1:%d/nowhere cannot be opened: FATAL: database \"nowhere\" does not"
            + " exist.");
  }

  @Test
  void namesTheHostThatIsNotThere() {
    assertRefused(
        "jdbc:postgresql://nowhere.invalid/grapevine",
        "The store nowhere.invalid:5432/grapevine cannot be opened: there is no host"
            + " nowhere.invalid.");
  }

  @Test
  void namesThePortAtWhichNobodyListens() {
    assertRefused(
        "jdbc:postgresql://127.0.0.1:1/grapevine",
        "The store 127.0.0.1:1/grapevine cannot be opened: Connection refused.");
  }

  private void assertRefused(String url, String sentence) {
    assertThatThrownBy(() -> Database.open(DatabaseConfig.of(url)).close())
        .isInstanceOf(StoreException.class)
        .hasMessage(sentence.replace("%d", String.valueOf(server.port())) + ADVICE);
  }
}
