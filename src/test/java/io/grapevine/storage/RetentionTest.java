package io.grapevine.storage;

import static io.grapevine.storage.StoredJobs.refused;
import static io.grapevine.storage.StoredJobs.submitted;
import static io.grapevine.testing.JobSamples.START;
import static io.grapevine.testing.JobSamples.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.coordination.JobJournal;
import io.grapevine.coordination.JobQuery;
import io.grapevine.job.Digest;
import io.grapevine.job.JobId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On SQLite; {@link PostgresRetentionTest} does the same on PostgreSQL. */
class RetentionTest {
  private static final Duration LONG = Duration.ofDays(99);
  private static final Duration LEASE = Duration.ofSeconds(30);

  @TempDir Path directory;
  private Database database;
  private SqlJobJournal journal;

  @BeforeEach
  void open() {
    database = Database.open(DatabaseConfig.of(url()));
    journal =
        SqlJobJournal.open(database, StoredJobs.SELF, StoredJobs.CONFIG, InstantSource.system());
  }

  String url() {
    return "jdbc:sqlite:" + directory.resolve("store.db");
  }

  @AfterEach
  void close() {
    journal.close();
    database.close();
  }

  @Test
  void removesTheOldestBeyondTheCountWithAllThatBelongsToThem() {
    JobJournal.Key key = new JobJournal.Key("k", Digest.of(new byte[] {1}));
    journal.admit(submitted(1, Map.of("a", "b")), key);
    journal.append(refused(1), null).join();
    finish(2, 250);
    journal.admit(submitted(300), null);
    assertThat(apply(new JournalConfig(LONG, 20, 1 << 20, LEASE))).hasSize(231).contains(job(1));
    assertThat(journal.recall(key)).isEmpty();
    assertThat(journal.find(job(1))).as("also not remembered in memory").isEmpty();
    assertThat(journal.find(job(251))).isPresent();
    assertThat(journal.find(job(300))).as("unfinished jobs stay").isPresent();
    assertThat(count("jobs")).isEqualTo(21);
    assertThat(count("job_events")).isEqualTo(41);
    assertThat(count("job_contents")).isEqualTo(21);
    assertThat(count("job_labels")).isZero();
    assertThat(count("job_keys")).isZero();
  }

  @Test
  void removesWhatIsTooOld() {
    finish(1, 10);
    InstantSource later = InstantSource.fixed(START.plusSeconds(5).plus(LONG).plusNanos(1));
    assertThat(apply(new JournalConfig(LONG, 20, 1 << 20, LEASE), later))
        .containsExactly(job(1), job(2), job(3), job(4), job(5));
  }

  @Test
  void removesTheOldestUntilTheRestIsSmallEnough() {
    finish(1, 9);
    long each = submitted(1).spec().payload().size();
    assertThat(apply(new JournalConfig(LONG, 20, 4 * each, LEASE)))
        .containsExactly(job(1), job(2), job(3), job(4), job(5));
  }

  @Test
  void keepsTheSharesOfABatchThatIsUnderWayHoweverOldAndMany() {
    batch(1, 150);
    finish(500, 3);
    InstantSource later = InstantSource.fixed(START.plus(LONG).plus(LONG));
    assertThat(apply(new JournalConfig(LONG, 2, 1, LEASE), later))
        .containsExactly(job(500), job(501), job(502));
    assertThat(journal.list(StoredJobs.query(new JobQuery.Scope.SharesOf(job(1)))).jobs())
        .hasSize(100);
    assertThat(count("jobs")).isEqualTo(151);
    assertThat(apply(new JournalConfig(LONG, 2, 1, LEASE), later)).isEmpty();
  }

  @Test
  void removesABatchTogetherWithAllItsShares() {
    batch(1, 250);
    finish(500, 3);
    journal.append(refused(1), null).join();
    batch(600, 3);
    InstantSource later = InstantSource.fixed(START.plusSeconds(2).plus(LONG));
    assertThat(apply(new JournalConfig(LONG, 1_000, 1 << 20, LEASE), later))
        .hasSize(251)
        .startsWith(job(1));
    assertThat(count("jobs")).as("three jobs, a batch and three shares").isEqualTo(7);
    assertThat(journal.find(job(2))).isEmpty();
    assertThat(journal.payload(job(251))).isEmpty();
    assertThat(journal.find(job(601))).isPresent();
  }

  @Test
  void countsTheSharesOfABatchWhenThereAreTooMany() {
    batch(1, 50);
    journal.append(refused(1), null).join();
    finish(500, 3);
    assertThat(apply(new JournalConfig(LONG, 53, 1 << 20, LEASE))).hasSize(51).startsWith(job(1));
    assertThat(count("jobs")).isEqualTo(3);
  }

  @Test
  void removesTheSharesThatAnEarlierProcessLeftBehind() {
    batch(1, 120);
    journal.append(refused(1), null).join();
    database.writer().submit(rows -> JobRows.delete(rows, Columns.id(job(1)))).join();
    batch(500, 2);
    List<JobId> gone = new ArrayList<>();
    JournalConfig config = new JournalConfig(LONG, 1_000, 1 << 20, LEASE);
    new Retention(database, config, InstantSource.fixed(START), gone::add).removeOrphans();
    assertThat(gone).hasSize(120);
    assertThat(count("jobs")).isEqualTo(3);
  }

  @Test
  void givesRoomBackToTheDiskWhenMuchIsFree() {
    database
        .writer()
        .submit(
            rows -> {
              try (var statement = rows.connection().createStatement()) {
                statement.execute("CREATE TABLE heap (content BLOB)");
                for (int i = 0; i < 200; i++) {
                  statement.execute("INSERT INTO heap VALUES (randomblob(100000))");
                }
                statement.execute("DELETE FROM heap");
              }
            })
        .join();
    long before = pages("freelist_count");
    assertThat(before).isGreaterThan(4_000);
    apply(new JournalConfig(LONG, 20, 1 << 20, LEASE));
    assertThat(pages("freelist_count")).isLessThan(2_600);
    assertThat(pages("page_count")).isLessThan(before);
  }

  private List<JobId> apply(JournalConfig config) {
    return apply(config, InstantSource.fixed(START));
  }

  private List<JobId> apply(JournalConfig config, InstantSource clock) {
    List<JobId> gone = new ArrayList<>();
    new Retention(database, config, clock, gone::add).apply();
    gone.forEach(journal::forget);
    return gone;
  }

  /** A batch under way, with so many finished shares. */
  private void batch(int number, int shares) {
    journal.admit(StoredJobs.share(number, number), null);
    for (int share = number + 1; share <= number + shares; share++) {
      journal.admit(StoredJobs.share(share, number), null);
      journal.append(refused(share), null).join();
    }
  }

  private void finish(int first, int jobs) {
    for (int i = first; i < first + jobs; i++) {
      journal.admit(submitted(i), null);
      journal.append(refused(i), null).join();
    }
  }

  private long count(String table) {
    return database
        .reads()
        .sql("SELECT count(*) FROM " + table)
        .query((row, number) -> row.getLong(1))
        .single();
  }

  private long pages(String pragma) {
    return database.reads().sql("PRAGMA " + pragma).query((row, number) -> row.getLong(1)).single();
  }
}
