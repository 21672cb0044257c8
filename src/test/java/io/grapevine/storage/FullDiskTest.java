package io.grapevine.storage;

import static io.grapevine.testing.JobSamples.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.coordination.JobJournal;
import io.grapevine.coordination.JournalException;
import io.grapevine.job.Content;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobSpec;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that may not grow any more is what a full disk looks like to SQLite. */
class FullDiskTest {
  private static final int PAYLOAD_BYTES = 50_000;

  @TempDir Path directory;
  private Database database;
  private SqlJobJournal journal;
  private volatile int pages = 100_000;

  @BeforeEach
  void open() {
    database =
        Database.open(
            DatabaseConfig.of("jdbc:sqlite:" + directory.resolve("store.db")),
            real -> () -> limited(real.connect()));
    journal =
        SqlJobJournal.open(database, StoredJobs.SELF, StoredJobs.CONFIG, InstantSource.system());
  }

  @AfterEach
  void close() {
    journal.close();
    database.close();
  }

  @Test
  void refusesWhatHasNoRoomKeepsWhatItHasAndRecovers() {
    mayHavePages(200);
    int number = 0;
    JournalException refusal = null;
    while (refusal == null && number < 1_000) {
      number++;
      try {
        journal.admit(large(number), null);
      } catch (JournalException full) {
        refusal = full;
      }
    }
    assertThat(number).isBetween(5, 20);
    assertThat(refusal).hasMessageContaining("no room");
    assertThat(journal.health().works()).isFalse();
    assertThat(journal.health().detail()).contains("no room");
    for (int earlier = 1; earlier < number; earlier++) {
      assertThat(new JobQueries(database.reads()).fullHistory(job(earlier)))
          .containsExactly(large(earlier));
    }
    assertThat(journal.find(job(number))).isEmpty();
    int refused = number;
    assertThatThrownBy(() -> journal.admit(large(refused), null))
        .isInstanceOf(JournalException.class);
    mayHavePages(100_000);
    journal.admit(large(number), null);
    assertThat(journal.health()).isEqualTo(JobJournal.Health.FINE);
    assertThat(journal.unfinished()).hasSize(number);
  }

  /** The writer's connections know the limit, and one that failed is replaced. */
  private void mayHavePages(int count) {
    pages = count;
    database.writer().submit(rows -> limited(rows.connection())).join();
  }

  private Connection limited(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet limit = statement.executeQuery("PRAGMA max_page_count = " + pages)) {
        assertThat(limit.next()).isTrue();
        assertThat(limit.getInt(1)).isEqualTo(pages);
      }
    }
    return connection;
  }

  private static JobEvent.Submitted large(int number) {
    JobEvent.Submitted small = StoredJobs.submitted(number);
    JobSpec spec = small.spec();
    Content payload = Content.of("text/plain", new byte[PAYLOAD_BYTES]);
    return new JobEvent.Submitted(
        small.job(),
        small.at(),
        new JobSpec(
            spec.id(),
            spec.type(),
            payload,
            spec.timeout(),
            spec.labels(),
            spec.maxAttempts(),
            spec.delivery()),
        small.requester());
  }
}
