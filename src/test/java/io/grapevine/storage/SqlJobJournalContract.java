package io.grapevine.storage;

import static io.grapevine.storage.StoredJobs.CONFIG;
import static io.grapevine.storage.StoredJobs.SELF;
import static io.grapevine.storage.StoredJobs.submitted;
import static io.grapevine.testing.JobSamples.content;
import static io.grapevine.testing.JobSamples.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.coordination.JobJournal;
import io.grapevine.coordination.JobJournal.Admission;
import io.grapevine.coordination.JobJournalContract;
import io.grapevine.coordination.JobQuery;
import io.grapevine.coordination.JobQuery.Scope;
import io.grapevine.coordination.JournalException;
import io.grapevine.job.Content;
import io.grapevine.job.Digest;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobStatus;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a journal promises whose jobs outlive the process. */
abstract class SqlJobJournalContract extends JobJournalContract {
  private Optional<Database> database = Optional.empty();

  /** The address of this test's database, always the same. */
  abstract String url();

  @Override
  protected JobJournal journal() {
    return reopened();
  }

  private SqlJobJournal reopened() {
    database.ifPresent(Database::close);
    Database opened = Database.open(DatabaseConfig.of(url()));
    database = Optional.of(opened);
    return SqlJobJournal.open(opened, SELF, CONFIG, InstantSource.system());
  }

  @AfterEach
  void closeDatabase() {
    database.ifPresent(Database::close);
  }

  @Test
  void findsEverythingAfterARestart() {
    JobJournal.Key key = new JobJournal.Key("k", Digest.of(new byte[] {1}));
    SqlJobJournal first = reopened();
    first.admit(submitted(1), key);
    Content result = content("done");
    List<JobEvent> later = StoredJobs.success(1, result);
    for (JobEvent event : later) {
      first.append(event, event instanceof JobEvent.Concluded ? result : null).join();
    }
    Job before = first.find(job(1)).orElseThrow();
    SqlJobJournal second = reopened();
    assertThat(second.find(job(1))).contains(before);
    assertThat(second.result(job(1))).contains(result);
    assertThat(second.history(job(1))).hasSize(later.size() + 1).endsWith(later.getLast());
    assertThat(second.recall(key)).contains(new Admission.Repeated(before));
    assertThat(second.unfinished()).isEmpty();
  }

  @Test
  void tellsWhatIsUnfinishedWithItsPayloadTheOldestFirst() {
    SqlJobJournal first = reopened();
    first.admit(submitted(2), null);
    first.admit(submitted(1), null);
    first.admit(submitted(3), null);
    JobEvent award = StoredJobs.success(1, content("x")).getFirst();
    first.append(award, null).join();
    first.append(StoredJobs.refused(3), null).join();
    SqlJobJournal second = reopened();
    assertThat(second.unfinished())
        .containsExactly(List.of(submitted(1), award), List.of(submitted(2)));
    assertThat(second.find(job(1)).orElseThrow().spec().payload()).isEqualTo(content("payload 1"));
    second.append(StoredJobs.refused(1), null).join();
    assertThat(reopened().unfinished()).containsExactly(List.of(submitted(2)));
  }

  @Test
  void filtersByEverythingThatCanBeAskedOf() {
    SqlJobJournal journal = reopened();
    for (int i = 1; i <= 4; i++) {
      journal.admit(submitted(i, Map.of("n", String.valueOf(i % 2))), null);
    }
    Content result = content("done");
    StoredJobs.success(2, result)
        .forEach(
            event ->
                journal.append(event, event instanceof JobEvent.Concluded ? result : null).join());
    journal.append(StoredJobs.success(3, result).getFirst(), null).join();
    List<JobQuery> queries =
        List.of(
            StoredJobs.query(null, null, null, null, null, Map.of()),
            StoredJobs.query(JobStatus.SUCCEEDED, null, null, null, null, Map.of()),
            StoredJobs.query(JobStatus.DIALING, null, null, null, null, Map.of()),
            StoredJobs.query(JobStatus.QUEUED, null, null, null, null, Map.of("n", "1")),
            StoredJobs.query(null, "echo", null, null, null, Map.of()),
            StoredJobs.query(null, "other", null, null, null, Map.of()),
            StoredJobs.query(null, null, 2, null, null, Map.of()),
            StoredJobs.query(null, null, 3, null, null, Map.of("n", "1")),
            StoredJobs.query(null, null, null, 2, null, Map.of()),
            StoredJobs.query(null, null, null, null, 2, Map.of()));
    for (JobQuery query : queries) {
      List<Job> all = journal.list(queries.getFirst()).jobs();
      assertThat(journal.list(query).jobs())
          .as(query.toString())
          .isEqualTo(all.stream().filter(query::matches).toList());
    }
    assertThat(journal.list(queries.getFirst()).jobs()).hasSize(4);
  }

  @Test
  void keepsJobsBatchesAndSharesApart() {
    SqlJobJournal journal = reopened();
    journal.admit(submitted(1), null);
    journal.admit(StoredJobs.share(2, 2), null);
    journal.admit(StoredJobs.share(3, 2), null);
    journal.admit(StoredJobs.share(4, 2), null);
    journal.admit(StoredJobs.share(5, 5), null);
    assertThat(ids(journal, new Scope.Jobs())).containsExactly(job(1));
    assertThat(ids(journal, new Scope.Batches())).containsExactly(job(5), job(2));
    assertThat(ids(journal, new Scope.SharesOf(job(2)))).containsExactly(job(4), job(3));
  }

  private static List<JobId> ids(JobJournal journal, Scope scope) {
    return journal.list(StoredJobs.query(scope)).jobs().stream().map(Job::id).toList();
  }

  @Test
  void noticesWhenAnotherEntryHasThePlaceOfANewOne() {
    SqlJobJournal journal = reopened();
    journal.admit(submitted(1), null);
    List<JobEvent> later = StoredJobs.success(1, content("done"));
    database
        .orElseThrow()
        .writer()
        .submit(rows -> JobRows.event(rows, Columns.id(job(1)), 1, EventCodec.encode(later.get(1))))
        .join();
    assertThatThrownBy(() -> journal.append(later.get(0), null).join())
        .hasCauseInstanceOf(JournalException.class);
    assertThat(journal.unfinished()).containsExactly(List.of(submitted(1), later.get(1)));
    journal.append(later.get(0), null).join();
    assertThat(reopened().history(job(1))).hasSize(3).endsWith(later.get(0));
  }

  @Test
  void refusesAJobOfTheSameIdentifier() {
    SqlJobJournal journal = reopened();
    journal.admit(submitted(1), null);
    assertThatThrownBy(() -> journal.admit(submitted(1), null))
        .isInstanceOf(IllegalStateException.class);
    journal.append(StoredJobs.refused(1), null).join();
    JobEvent.Submitted later =
        new JobEvent.Submitted(job(1), submitted(1).at().plusSeconds(1), submitted(1).spec(), SELF);
    assertThatThrownBy(() -> journal.admit(later, null)).isInstanceOf(IllegalStateException.class);
    assertThat(journal.find(job(1)).orElseThrow().status()).isEqualTo(JobStatus.REFUSED);
  }

  @Test
  void refusesEventsOfANewerVersion() {
    SqlJobJournal journal = reopened();
    journal.admit(submitted(1), null);
    journal.append(StoredJobs.refused(1), null).join();
    database
        .orElseThrow()
        .writer()
        .submit(rows -> rows.add("UPDATE job_events SET version = 99"))
        .join();
    SqlJobJournal second = reopened();
    assertThatThrownBy(() -> second.history(job(1)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("version 99");
  }

  @Test
  void aDamagedJobIsLeftAloneAndTheOthersGoOn() {
    SqlJobJournal journal = reopened();
    for (int number = 1; number <= 6; number++) {
      journal.admit(submitted(number), null);
    }
    journal.append(StoredJobs.success(5, content("x")).getFirst(), null).join();
    change("UPDATE job_events SET event = '{}' WHERE job = ?", Columns.id(job(1)));
    change("DELETE FROM job_contents WHERE job = ?", Columns.id(job(2)));
    change("UPDATE job_events SET version = 0 WHERE job = ?", Columns.id(job(3)));
    change("DELETE FROM job_events WHERE seq = 0 AND job = ?", Columns.id(job(5)));
    change(
        "UPDATE job_events SET event = '{\"event\":\"submitted\"}' WHERE job = ?",
        Columns.id(job(6)));

    SqlJobJournal second = reopened();

    assertThat(second.unfinished()).containsExactly(List.of(submitted(4)));
    assertThat(ids(second, new Scope.Jobs())).containsExactly(job(4), job(2));
  }

  private void change(String sql, Object value) {
    database.orElseThrow().writer().submit(rows -> rows.add(sql, value)).join();
  }
}
