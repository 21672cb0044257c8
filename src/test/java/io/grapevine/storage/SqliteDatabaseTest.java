package io.grapevine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDatabaseTest extends DatabaseContract {
  @TempDir static Path directory;

  @Override
  String url() {
    try {
      return "jdbc:sqlite:" + Files.createTempDirectory(directory, "db").resolve("a/b/store.db");
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  @Test
  void belongsToOneProcess() {
    String url = url();
    Database first = Database.open(DatabaseConfig.of(url));
    assertThatThrownBy(() -> Database.open(DatabaseConfig.of(url)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is used by another peer");
    first.close();
    Database.open(DatabaseConfig.of(url)).close();
  }

  @Test
  void isDurableAndGivesRoomBack() {
    try (Database database = Database.open(DatabaseConfig.of(url()))) {
      assertThat(pragma(database, "journal_mode")).isEqualTo("wal");
      assertThat(pragma(database, "synchronous")).as("2 is FULL").isEqualTo("2");
      assertThat(pragma(database, "auto_vacuum")).as("2 is INCREMENTAL").isEqualTo("2");
    }
  }

  @Test
  void refusesWhatIsNoDatabase() throws IOException {
    Path file = Files.createTempFile(directory, "no", ".db");
    Files.writeString(file, "something else entirely, and long enough to be looked at ".repeat(99));
    assertThatThrownBy(() -> Database.open(DatabaseConfig.of("jdbc:sqlite:" + file)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file.toString());
    assertThatThrownBy(() -> Database.open(DatabaseConfig.of("jdbc:mysql://x/y")))
        .hasMessageContaining("grapevine.storage.url");
    assertThatThrownBy(() -> Database.open(DatabaseConfig.of("jdbc:sqlite::memory:")))
        .hasMessageContaining("grapevine.storage.url");
  }

  @Test
  void refusesTablesOfANewerVersion() {
    String url = url();
    try (Database database = Database.open(DatabaseConfig.of(url))) {
      database
          .writer()
          .submit(
              rows ->
                  rows.add(
                      "INSERT INTO grapevine_schema (installed_rank, version, description, type,"
                          + " script, installed_by, execution_time, success) VALUES (999, '999',"
                          + " 'later', 'SQL', 'V999__later.sql', 'x', 1, 1)"))
          .join();
    }
    assertThatThrownBy(() -> Database.open(DatabaseConfig.of(url)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("newer");
  }

  @Test
  void keepsThePasswordToItself() {
    assertThat(DatabaseConfig.of("jdbc:postgresql://h/d").as("u", "secret").toString())
        .doesNotContain("secret");
  }

  private static String pragma(Database database, String name) {
    return String.valueOf(
        database.reads().sql("PRAGMA " + name).query().singleRow().values().iterator().next());
  }
}
