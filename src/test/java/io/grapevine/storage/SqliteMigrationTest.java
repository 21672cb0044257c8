package io.grapevine.storage;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteMigrationTest extends MigrationContract {
  @TempDir Path directory;

  @Override
  String url() {
    return "jdbc:sqlite:" + directory.resolve("store.db");
  }

  @Override
  Dialect dialect() {
    return Dialect.SQLITE;
  }

  @Override
  String bytes(String digits) {
    return "x'" + digits + "'";
  }
}
