package io.grapevine.storage;

import static io.grapevine.storage.StoredJobs.SELF;
import static io.grapevine.storage.StoredJobs.refused;
import static io.grapevine.storage.StoredJobs.submitted;
import static io.grapevine.testing.JobSamples.content;
import static io.grapevine.testing.JobSamples.job;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.coordination.JobJournal;
import io.grapevine.job.Digest;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobStatus;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** What was stored under the first version of the tables is there under the newest. */
abstract class MigrationContract {
  /** The address of a database that is empty. */
  abstract String url();

  abstract Dialect dialect();

  /** A literal of bytes, from hexadecimal digits. */
  abstract String bytes(String digits);

  @Test
  void readsAStoreOfTheFirstVersion() throws Exception {
    String url = url();
    makeFirstVersion(url);
    try (Database database = Database.open(DatabaseConfig.of(url));
        SqlJobJournal journal =
            SqlJobJournal.open(database, SELF, StoredJobs.CONFIG, InstantSource.system())) {
      List<JobEvent> done = new ArrayList<>(List.of(submitted(8, Map.of("team", "a"))));
      done.addAll(StoredJobs.success(8, content("done")));
      JobQueries stored = new JobQueries(database.reads());
      assertThat(stored.fullHistory(job(8))).isEqualTo(done);
      assertThat(stored.fullHistory(job(9))).containsExactly(submitted(9), refused(9));
      assertThat(journal.unfinished()).containsExactly(List.of(submitted(1)));
      assertThat(journal.result(job(8))).contains(content("done"));
      assertThat(journal.payload(job(1))).contains(content("payload 1"));
      assertThat(
              journal
                  .list(StoredJobs.query(null, null, null, null, null, Map.of("team", "a")))
                  .jobs())
          .extracting(Job::id)
          .containsExactly(job(8));
      assertThat(journal.recall(new JobJournal.Key("order 9", Digest.of(new byte[] {1}))))
          .hasValueSatisfying(
              answer -> assertThat(answer).isInstanceOf(JobJournal.Admission.Repeated.class));
      journal.append(refused(1), null).join();
      assertThat(journal.find(job(1)).map(Job::status)).contains(JobStatus.REFUSED);
    }
  }

  private void makeFirstVersion(String url) throws SQLException, IOException {
    Flyway.configure(MigrationContract.class.getClassLoader())
        .dataSource(url, null, null)
        .locations("classpath:db/migration")
        .placeholders(dialect().placeholders())
        .table("grapevine_schema")
        .target("1")
        .load()
        .migrate();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String row : rows()) {
        statement.execute(row);
      }
    }
  }

  private List<String> rows() throws IOException {
    try (InputStream file = MigrationContract.class.getResourceAsStream("store-v1.sql")) {
      assertThat(file).isNotNull();
      return new String(file.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> line.startsWith("INSERT"))
          .map(line -> line.replaceAll("x'([0-9a-f]*)'", bytes("$1").replace("\\", "\\\\")))
          .toList();
    }
  }
}
