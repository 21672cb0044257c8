package io.grapevine.storage;

class PostgresRetentionTest extends RetentionTest {
  @Override
  String url() {
    return TestPostgres.freshUrl();
  }

  /** PostgreSQL sees to that itself, so this is no test here. */
  @Override
  void givesRoomBackToTheDiskWhenMuchIsFree() {}
}
