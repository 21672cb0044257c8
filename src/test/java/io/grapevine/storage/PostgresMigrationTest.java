package io.grapevine.storage;

class PostgresMigrationTest extends MigrationContract {
  @Override
  String url() {
    return TestPostgres.freshUrl();
  }

  @Override
  Dialect dialect() {
    return Dialect.POSTGRESQL;
  }

  @Override
  String bytes(String digits) {
    return "'\\x" + digits + "'::bytea";
  }
}
