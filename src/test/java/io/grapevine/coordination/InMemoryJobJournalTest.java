package io.grapevine.coordination;

import static io.grapevine.coordination.Samples.SELF;
import static io.grapevine.coordination.Samples.concluded;
import static io.grapevine.coordination.Samples.content;
import static io.grapevine.coordination.Samples.job;
import static io.grapevine.coordination.Samples.peer;
import static io.grapevine.coordination.Samples.refused;
import static io.grapevine.coordination.Samples.submitted;
import static io.grapevine.coordination.Samples.submittedIn;
import static io.grapevine.coordination.Samples.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.AttemptId;
import io.grapevine.job.Digest;
import io.grapevine.job.JobEvent;
import io.grapevine.job.Progress;
import org.junit.jupiter.api.Test;

class InMemoryJobJournalTest extends JobJournalContract {
  @Override
  protected JobJournal journal() {
    return new InMemoryJobJournal(100, 1 << 20);
  }

  @Test
  void dropsTheJobThatFinishedFirstAndKeepsThoseUnderWay() {
    InMemoryJobJournal journal = new InMemoryJobJournal(2, 1 << 20);
    for (int i = 1; i <= 3; i++) {
      journal.admit(submitted(i), null);
    }
    assertThat(journal.find(job(1))).as("nothing is finished, so nothing goes").isPresent();
    journal.append(concluded(refused(job(2), SELF)), null).join();
    assertThat(journal.find(job(2))).isEmpty();
    assertThat(journal.find(job(1))).isPresent();
    journal.append(concluded(refused(job(1), SELF)), null).join();
    assertThat(journal.find(job(1))).as("two fit").isPresent();
    journal.admit(submitted(4), null);
    assertThat(journal.find(job(1))).isEmpty();
  }

  @Test
  void dropsFinishedJobsWhosePayloadsAndResultsTakeTooMuchRoom() {
    InMemoryJobJournal journal = new InMemoryJobJournal(100, 35);
    journal.admit(submitted(1), null);
    journal
        .append(
            concluded(succeeded(job(1), peer(1), content("twenty bytes or more"))),
            content("twenty bytes or more"))
        .join();
    assertThat(journal.find(job(1))).isPresent();
    journal.admit(submitted(2), null);
    assertThat(journal.find(job(1))).isEmpty();
    assertThat(journal.result(job(1))).isEmpty();
    assertThat(journal.find(job(2))).isPresent();
  }

  @Test
  void keepsTheSharesOfABatchAsLongAsTheBatch() {
    InMemoryJobJournal journal = new InMemoryJobJournal(2, 1 << 20);
    journal.admit(submittedIn(1, job(1)), null);
    for (int share = 2; share <= 4; share++) {
      journal.admit(submittedIn(share, job(1)), null);
      journal.append(concluded(refused(job(share), SELF)), null).join();
    }
    assertThat(journal.find(job(2))).as("its batch is under way").isPresent();
    journal.append(concluded(refused(job(1), SELF)), null).join();
    for (int number = 1; number <= 4; number++) {
      assertThat(journal.find(job(number))).isEmpty();
    }
  }

  @Test
  void forgetsTheKeyWithTheJob() {
    InMemoryJobJournal journal = new InMemoryJobJournal(1, 1 << 20);
    JobJournal.Key key = new JobJournal.Key("k", Digest.of(new byte[0]));
    journal.admit(submitted(1), key);
    journal.append(concluded(refused(job(1), SELF)), null).join();
    journal.admit(submitted(2), null);
    assertThat(journal.recall(key)).isEmpty();
  }

  @Test
  void leavesProgressOutOfAnOverlongHistoryButNotTheOutcome() {
    InMemoryJobJournal journal = new InMemoryJobJournal(10, 1 << 20);
    journal.admit(submitted(1), null);
    for (int i = 0; i < 2 * JobJournal.HISTORY_MAX; i++) {
      journal
          .append(
              new JobEvent.ProgressReported(
                  job(1), Samples.T0, new AttemptId(job(1), 1), new Progress(i % 100, "")),
              null)
          .join();
    }
    JobEvent end = concluded(refused(job(1), SELF));
    journal.append(end, null).join();
    assertThat(journal.history(job(1))).hasSize(JobJournal.HISTORY_MAX + 1).endsWith(end);
  }
}
