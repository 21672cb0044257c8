package io.grapevine.storage;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class PostgresTakeOverTest extends TakeOverContract {
  private final String url = TestPostgres.freshUrl();
  private final List<Database> opened = new ArrayList<>();

  @Override
  Database database() {
    Database database = Database.open(DatabaseConfig.of(url));
    opened.add(database);
    return database;
  }

  @AfterEach
  void closeDatabases() {
    opened.forEach(Database::close);
  }
}
