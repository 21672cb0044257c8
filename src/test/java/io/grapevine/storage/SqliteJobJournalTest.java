package io.grapevine.storage;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteJobJournalTest extends SqlJobJournalContract {
  @TempDir Path directory;

  @Override
  String url() {
    return "jdbc:sqlite:" + directory.resolve("store.db");
  }
}
