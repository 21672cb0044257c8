package io.grapevine.storage;

import static io.grapevine.storage.StoredJobs.submitted;
import static io.grapevine.testing.JobSamples.content;
import static io.grapevine.testing.JobSamples.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.coordination.JobJournal;
import io.grapevine.coordination.JobJournal.Admission;
import io.grapevine.coordination.JournalException;
import io.grapevine.job.Digest;
import io.grapevine.job.JobEvent;
import io.grapevine.storage.Unreliable.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection breaks at the worst moments: at a commit, before and after it took effect. */
class BrokenConnectionTest {
  private static final JobJournal.Key KEY = new JobJournal.Key("k", Digest.of(new byte[] {1}));

  @TempDir Path directory;
  private final Unreliable unreliable = new Unreliable();
  private Database database;
  private SqlJobJournal journal;

  @BeforeEach
  void open() {
    DatabaseConfig config =
        DatabaseConfig.of("jdbc:sqlite:" + directory.resolve("store.db"))
            .patient(Duration.ofMillis(300));
    database = Database.open(config, unreliable::around);
    journal =
        SqlJobJournal.open(database, StoredJobs.SELF, StoredJobs.CONFIG, InstantSource.system());
  }

  @AfterEach
  void close() {
    unreliable.mend();
    journal.close();
    database.close();
  }

  @Test
  void repeatsWhatMayOrMayNotHaveBeenCommittedAndChangesNothingByThat() {
    int number = 0;
    for (Fault fault : Fault.values()) {
      number++;
      JobJournal.Key key = new JobJournal.Key("k" + number, Digest.of(new byte[] {1}));
      unreliable.breakNext(fault, 1);
      assertThat(journal.admit(submitted(number), key)).isInstanceOf(Admission.Admitted.class);
      List<JobEvent> expected = new ArrayList<>(List.of(submitted(number)));
      for (JobEvent event : StoredJobs.success(number, content("done"))) {
        unreliable.breakNext(fault, 1);
        journal.append(event, event instanceof JobEvent.Concluded ? content("done") : null).join();
        expected.add(event);
      }
      assertThat(new JobQueries(database.reads()).history(job(number)).subList(1, expected.size()))
          .isEqualTo(expected.subList(1, expected.size()));
      assertThat(journal.health()).isEqualTo(JobJournal.Health.FINE);
    }
  }

  @Test
  void tellsWhenItLastsTooLongAndGoesOnFromTheStoreWhenItIsOver() {
    journal.admit(submitted(1), KEY);
    List<JobEvent> later = StoredJobs.success(1, content("done"));
    journal.append(later.get(0), null).join();
    unreliable.breakNext(Fault.AFTER, Integer.MAX_VALUE);
    assertThatThrownBy(() -> journal.append(later.get(1), null).join())
        .hasCauseInstanceOf(JournalException.class);
    assertThat(journal.health().works()).isFalse();
    assertThat(journal.health().detail()).isNotBlank();
    assertThatThrownBy(() -> journal.admit(submitted(2), null))
        .isInstanceOf(JournalException.class);
    unreliable.mend();
    assertThatThrownBy(() -> journal.append(later.get(2), null).join())
        .as("nothing is kept behind a gap")
        .hasCauseInstanceOf(JournalException.class);
    journal.admit(submitted(3), null);
    assertThat(journal.health()).isEqualTo(JobJournal.Health.FINE);
    List<JobEvent> stored =
        journal.unfinished().stream()
            .filter(history -> history.getFirst().job().equals(job(1)))
            .findFirst()
            .orElseThrow();
    assertThat(stored)
        .as("its commit did take effect")
        .containsExactly(submitted(1), later.get(0), later.get(1));
    journal.append(later.get(2), null).join();
    assertThat(journal.history(job(1))).hasSize(4);
  }

  @Test
  void takesNothingInThatItReportedAsFailedBeforeTheCommit() {
    unreliable.breakNext(Fault.BEFORE, Integer.MAX_VALUE);
    assertThatThrownBy(() -> journal.admit(submitted(1), KEY)).isInstanceOf(JournalException.class);
    unreliable.mend();
    assertThat(journal.recall(KEY)).isEmpty();
    assertThat(journal.admit(submitted(2), KEY)).isInstanceOf(Admission.Admitted.class);
    assertThat(journal.find(job(1))).isEmpty();
  }
}
