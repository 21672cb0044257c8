package io.grapevine.storage;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** In a file it is one process that finds jobs of an identity that it had before. */
class SqliteTakeOverTest extends TakeOverContract {
  @TempDir Path directory;
  private Optional<Database> shared = Optional.empty();

  @Override
  Database database() {
    if (shared.isEmpty()) {
      shared =
          Optional.of(
              Database.open(DatabaseConfig.of("jdbc:sqlite:" + directory.resolve("store.db"))));
    }
    return shared.get();
  }

  @AfterEach
  void closeFile() {
    shared.ifPresent(Database::close);
  }
}
