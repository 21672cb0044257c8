package io.grapevine.storage;

import static io.grapevine.storage.StoredJobs.submitted;
import static io.grapevine.testing.JobSamples.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grapevine.coordination.JobJournal;
import io.grapevine.coordination.JournalException;
import io.grapevine.job.JobEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server is stopped while it is used, and comes back. */
@Timeout(120)
class PostgresOutageTest {
  private static final Duration LEASE = Duration.ofMillis(600);

  @Test
  void failsClearlyWhileTheServerIsAwayAndGoesOnWhenItIsBack() {
    PostgresServer server = PostgresServer.start();
    DatabaseConfig config =
        DatabaseConfig.of(server.url("postgres")).patient(Duration.ofMillis(200));
    JournalConfig bounds = new JournalConfig(Duration.ofDays(9_999), 1_000, 1 << 20, LEASE);
    try (Database database = Database.open(config);
        SqlJobJournal journal =
            SqlJobJournal.open(database, StoredJobs.SELF, bounds, InstantSource.system())) {
      journal.own(new Unconcerned());
      journal.admit(submitted(1), null);
      journal.admit(submitted(2), null);
      server.crash();
      assertThatThrownBy(() -> journal.admit(submitted(3), null))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("store");
      assertThatThrownBy(() -> journal.append(StoredJobs.refused(1), null).join())
          .hasCauseInstanceOf(JournalException.class);
      assertThat(journal.health().works()).isFalse();
      assertThat(journal.health().detail())
          .isEqualTo(
              "the store 127.0.0.1:%d/postgres cannot be reached or cannot work: Connection"
                  + " refused. Check that the server runs, answers and can be reached from here,"
                  + " and its log.",
              server.port());
      assertThat(journal.find(job(1))).as("what is under way is in memory").isPresent();
      assertThatThrownBy(() -> journal.find(job(99))).isInstanceOf(JournalException.class);
      server.startAgain();
      await().atMost(Duration.ofSeconds(30)).until(() -> journal.health().works());
      assertThat(journal.unfinished())
          .containsExactly(List.of(submitted(1)), List.of(submitted(2)));
      journal.append(StoredJobs.refused(1), null).join();
      journal.admit(submitted(3), null);
      assertThat(journal.find(job(99))).isEmpty();
    } finally {
      server.close();
    }
  }

  /** Alone on its database, and therefore never suspected by anybody. */
  private static final class Unconcerned implements JobJournal.Ownership {
    @Override
    public boolean takesOver() {
      return true;
    }

    @Override
    public void takenOver(List<JobEvent> history) {
      throw new AssertionError("there is nobody else");
    }

    @Override
    public void lost() {
      throw new AssertionError("there is nobody else");
    }

    @Override
    public void regained() {
      throw new AssertionError("there is nobody else");
    }
  }
}
