package io.grapevine.storage;

class PostgresDatabaseTest extends DatabaseContract {
  @Override
  String url() {
    return TestPostgres.freshUrl();
  }
}
