package io.grapevine.storage;

class PostgresRetentionTest extends RetentionTest {
  @Override
  String url() {
    return TestPostgres.freshUrl();
  }
}
