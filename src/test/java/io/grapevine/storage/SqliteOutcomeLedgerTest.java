package io.grapevine.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteOutcomeLedgerTest extends SqlOutcomeLedgerContract {
  @TempDir static Path directory;

  @Override
  String freshUrl() {
    try {
      return "jdbc:sqlite:" + Files.createTempDirectory(directory, "db").resolve("store.db");
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }
}
