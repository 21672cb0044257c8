package io.grapevine.storage;

class PostgresJobJournalTest extends SqlJobJournalContract {
  private final String url = TestPostgres.freshUrl();

  @Override
  String url() {
    return url;
  }
}
