package io.grapevine.coordination;

import static io.grapevine.coordination.Samples.SELF;
import static io.grapevine.coordination.Samples.concluded;
import static io.grapevine.coordination.Samples.content;
import static io.grapevine.coordination.Samples.job;
import static io.grapevine.coordination.Samples.peer;
import static io.grapevine.coordination.Samples.refused;
import static io.grapevine.coordination.Samples.submitted;
import static io.grapevine.coordination.Samples.succeeded;
import static io.grapevine.testing.JobSamples.reservation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.coordination.JobJournal.Admission;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Content;
import io.grapevine.job.Digest;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobStatus;
import io.grapevine.job.OfferId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every journal promises, wherever it keeps its jobs. */
public abstract class JobJournalContract {
  private static final JobJournal.Key KEY =
      new JobJournal.Key("order-7", Digest.of(new byte[] {1}));

  /** An empty journal with room for at least 100 finished jobs. */
  protected abstract JobJournal journal();

  private JobJournal journal;

  @BeforeEach
  void open() {
    journal = journal();
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void findsAJobThatWasAdmitted() {
    assertThat(journal.admit(submitted(1), null))
        .isEqualTo(new Admission.Admitted(Job.submitted(submitted(1))));
    assertThat(journal.find(job(1))).contains(Job.submitted(submitted(1)));
    assertThat(journal.history(job(1))).containsExactly(submitted(1));
    assertThat(journal.result(job(1))).isEmpty();
  }

  @Test
  void knowsNothingOfOtherJobs() {
    assertThat(journal.find(job(9))).isEmpty();
    assertThat(journal.history(job(9))).isEmpty();
    assertThat(journal.result(job(9))).isEmpty();
    assertThat(journal.payload(job(9))).isEmpty();
    assertThatThrownBy(() -> journal.append(concluded(refused(job(9), SELF)), null))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void foldsTheHistoryIntoTheJob() {
    journal.admit(submitted(1), null);
    Content result = content("done");
    List<JobEvent> later = historyOfASuccess(result);
    later.forEach(
        event -> journal.append(event, event instanceof JobEvent.Concluded ? result : null).join());
    Job job = journal.find(job(1)).orElseThrow();
    assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.worker()).isEqualTo(peer(1));
    assertThat(journal.history(job(1))).hasSize(4).endsWith(later.getLast());
    assertThat(journal.result(job(1))).contains(result);
    assertThat(journal.payload(job(1))).contains(submitted(1).spec().payload());
  }

  @Test
  void givesTheSameJobForTheSameKeyAndRequest() {
    assertThat(journal.recall(KEY)).isEmpty();
    journal.admit(submitted(1), KEY);
    Job first = journal.find(job(1)).orElseThrow();
    assertThat(journal.recall(KEY)).contains(new Admission.Repeated(first));
    assertThat(journal.admit(submitted(2), KEY)).isEqualTo(new Admission.Repeated(first));
    assertThat(journal.find(job(2))).isEmpty();
  }

  @Test
  void reportsAConflictForTheSameKeyAndAnotherRequest() {
    journal.admit(submitted(1), KEY);
    JobJournal.Key other = new JobJournal.Key(KEY.value(), Digest.of(new byte[] {2}));
    assertThat(journal.recall(other)).contains(new Admission.Conflict(job(1)));
    assertThat(journal.admit(submitted(2), other)).isEqualTo(new Admission.Conflict(job(1)));
    assertThat(journal.find(job(2))).isEmpty();
  }

  @Test
  void admitsOneOfManyRequestsThatRaceForOneKey() throws Exception {
    List<Callable<Admission>> racers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      int number = i;
      racers.add(() -> journal.admit(submitted(number), KEY));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Admission> answers = new ArrayList<>();
      for (var answer : threads.invokeAll(racers)) {
        answers.add(answer.get());
      }
      assertThat(answers).filteredOn(Admission.Admitted.class::isInstance).hasSize(1);
      assertThat(answers).filteredOn(Admission.Repeated.class::isInstance).hasSize(15);
    }
  }

  @Test
  void listsTheNewestFirstInPages() {
    for (int i = 1; i <= 5; i++) {
      journal.admit(submitted(i), null);
    }
    JobPage first = journal.list(query(Map.of(), null, null, 2));
    assertThat(ids(first)).containsExactly(job(5), job(4));
    JobPage second = journal.list(query(Map.of(), null, first.next(), 2));
    assertThat(ids(second)).containsExactly(job(3), job(2));
    JobPage last = journal.list(query(Map.of(), null, second.next(), 2));
    assertThat(ids(last)).containsExactly(job(1));
    assertThat(last.next()).isNull();
  }

  @Test
  void saysThatAnExactlyFullPageIsTheLast() {
    journal.admit(submitted(1), null);
    assertThat(journal.list(query(Map.of(), null, null, 1)).next()).isNull();
  }

  @Test
  void filtersByLabelAndStatus() {
    journal.admit(submitted(1, Map.of("team", "a", "env", "test")), null);
    journal.admit(submitted(2, Map.of("team", "b")), null);
    journal.admit(submitted(3, Map.of("team", "a")), null);
    journal.append(concluded(refused(job(3), SELF)), null).join();
    assertThat(ids(journal.list(query(Map.of("team", "a"), null, null, 10))))
        .containsExactly(job(3), job(1));
    assertThat(ids(journal.list(query(Map.of(), JobStatus.REFUSED, null, 10))))
        .containsExactly(job(3));
  }

  @Test
  void keepsJobsBatchesAndSharesApart() {
    journal.admit(submitted(1), null);
    journal.admit(Samples.submittedIn(2, job(2)), null);
    journal.admit(Samples.submittedIn(3, job(2)), null);
    journal.admit(Samples.submittedIn(4, job(5)), null);
    journal.admit(Samples.submittedIn(5, job(5)), null);
    assertThat(ids(journal.list(inScope(new JobQuery.Scope.Jobs())))).containsExactly(job(1));
    assertThat(ids(journal.list(inScope(new JobQuery.Scope.Batches()))))
        .containsExactly(job(5), job(2));
    assertThat(ids(journal.list(inScope(new JobQuery.Scope.SharesOf(job(2))))))
        .containsExactly(job(3));
  }

  static List<JobEvent> historyOfASuccess(Content result) {
    AttemptId attempt = new AttemptId(job(1), 1);
    return List.of(
        new JobEvent.Awarded(
            job(1), Samples.T0, attempt, new OfferId(job(1), 1), peer(1), reservation(1)),
        new JobEvent.AttemptStarted(job(1), Samples.T0, attempt),
        concluded(succeeded(job(1), peer(1), result)));
  }

  static JobQuery query(
      Map<String, String> labels, @Nullable JobStatus status, @Nullable JobId before, int limit) {
    return new JobQuery(status, null, labels, null, null, null, before, limit);
  }

  private static JobQuery inScope(JobQuery.Scope scope) {
    return new JobQuery(null, null, Map.of(), null, null, null, null, 10, scope);
  }

  private static List<JobId> ids(JobPage page) {
    return page.jobs().stream().map(Job::id).toList();
  }
}
