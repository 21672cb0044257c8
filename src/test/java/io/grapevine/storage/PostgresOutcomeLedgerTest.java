package io.grapevine.storage;

class PostgresOutcomeLedgerTest extends SqlOutcomeLedgerContract {
  @Override
  String freshUrl() {
    return TestPostgres.freshUrl();
  }
}
