package io.grapevine.storage;

import static io.grapevine.storage.StoredJobs.refused;
import static io.grapevine.storage.StoredJobs.submitted;
import static io.grapevine.testing.JobSamples.content;
import static io.grapevine.testing.JobSamples.job;
import static io.grapevine.testing.JobSamples.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grapevine.coordination.JobJournal;
import io.grapevine.coordination.JournalException;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several requesters on one database: what one leaves unfinished, another one ends. */
abstract class TakeOverContract {
  private static final Duration LEASE = Duration.ofMillis(600);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<AutoCloseable> opened = new ArrayList<>();

  /** A connection of one more requester to the one database of this test. */
  abstract Database database();

  private SqlJobJournal requester(int number) {
    Database database = database();
    JournalConfig config = new JournalConfig(Duration.ofDays(9_999), 1_000, 1 << 20, LEASE);
    SqlJobJournal journal =
        SqlJobJournal.open(database, peer(number), config, InstantSource.system());
    opened.add(journal);
    return journal;
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable journal : opened) {
      journal.close();
    }
  }

  @Test
  void eachJobOfARequesterThatIsGoneIsTakenOverByOneOther() {
    SqlJobJournal gone = requester(1);
    for (int i = 1; i <= 20; i++) {
      gone.admit(submitted(i), null);
    }
    JobEvent award = StoredJobs.success(5, content("x")).getFirst();
    gone.append(award, null).join();
    gone.append(refused(20), null).join();
    Heir one = new Heir();
    Heir other = new Heir();
    SqlJobJournal first = requester(2);
    first.own(one);
    requester(3).own(other);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(one.jobs().size() + other.jobs().size()).isEqualTo(19));
    Set<JobId> distinct = new HashSet<>(one.jobs());
    distinct.addAll(other.jobs());
    assertThat(distinct).hasSize(19);
    List<List<JobEvent>> histories = new ArrayList<>(one.histories);
    histories.addAll(other.histories);
    assertThat(histories).contains(List.of(submitted(5), award), List.of(submitted(6)));
    assertThat(first.unfinished()).hasSameElementsAs(one.histories);
  }

  @Test
  void whoeverIsFencedWritesNoMoreAndIsToldAndComesBack() {
    SqlJobJournal slow = requester(1);
    slow.admit(submitted(1), null);
    Heir heir = new Heir();
    SqlJobJournal quick = requester(2);
    quick.own(heir);
    await().atMost(PATIENCE).until(() -> heir.jobs().contains(job(1)));
    assertThatThrownBy(() -> slow.append(refused(1), null).join())
        .hasCauseInstanceOf(JournalException.class);
    assertThat(slow.health().works()).isFalse();
    assertThatThrownBy(() -> slow.admit(submitted(2), null)).isInstanceOf(JournalException.class);
    Heir returned = new Heir();
    slow.own(returned);
    await().atMost(PATIENCE).until(() -> returned.regained.get() == 1);
    assertThat(returned.lost.get()).isEqualTo(1);
    assertThat(slow.unfinished()).isEmpty();
    slow.admit(submitted(3), null);
    assertThat(slow.health()).isEqualTo(JobJournal.Health.FINE);
    quick.append(refused(1), null).join();
    assertThat(slow.find(job(1)).orElseThrow().status()).isEqualTo(JobStatus.REFUSED);
  }

  @Test
  void nobodyTakesWhatBelongsToTheLiving() {
    SqlJobJournal living = requester(1);
    Heir self = new Heir();
    living.own(self);
    living.admit(submitted(1), null);
    requester(3).admit(submitted(2), null);
    Heir heir = new Heir();
    requester(2).own(heir);
    await().atMost(PATIENCE).until(() -> heir.jobs().size() + self.jobs().size() == 1);
    assertThat(living.unfinished()).contains(List.of(submitted(1)));
    living.append(refused(1), null).join();
  }

  @Test
  void aRestartedRequesterKeepsItsJobsAndItsFormerSelfIsFenced() {
    SqlJobJournal former = requester(1);
    former.admit(submitted(1), null);
    SqlJobJournal restarted = requester(1);
    assertThat(restarted.unfinished()).containsExactly(List.of(submitted(1)));
    assertThatThrownBy(() -> former.append(refused(1), null).join())
        .hasCauseInstanceOf(JournalException.class);
    restarted.append(refused(1), null).join();
  }

  @Test
  void whoRunsNoJobsTakesNoneOver() {
    requester(1).admit(submitted(1), null);
    Heir worker = new Heir(false);
    requester(2).own(worker);
    Heir requester = new Heir();
    requester(3).own(requester);
    await().atMost(PATIENCE).until(() -> requester.jobs().contains(job(1)));
    assertThat(worker.jobs()).isEmpty();
  }

  @Test
  void keepsItsOwnLeaseWhileItTakesOverForLong() {
    SqlJobJournal gone = requester(1);
    for (int i = 1; i <= 40; i++) {
      gone.admit(submitted(i), null);
    }
    Heir slow =
        new Heir() {
          @Override
          public void takenOver(List<JobEvent> history) {
            LockSupport.parkNanos(LEASE.dividedBy(8).toNanos());
            super.takenOver(history);
          }
        };
    requester(2).own(slow);
    await().atMost(PATIENCE).until(() -> !slow.jobs().isEmpty());
    Heir witness = new Heir();
    requester(3).own(witness);
    await().atMost(PATIENCE).until(() -> slow.jobs().size() + witness.jobs().size() >= 40);
    assertThat(slow.lost).as("leases lost").hasValue(0);
    assertThat(slow.jobs()).doesNotContainAnyElementsOf(witness.jobs());
  }

  /** Remembers what befell. */
  private static class Heir implements JobJournal.Ownership {
    final List<List<JobEvent>> histories = new CopyOnWriteArrayList<>();
    final AtomicInteger lost = new AtomicInteger();
    final AtomicInteger regained = new AtomicInteger();
    final boolean takesOver;

    Heir() {
      this(true);
    }

    Heir(boolean takesOver) {
      this.takesOver = takesOver;
    }

    List<JobId> jobs() {
      return histories.stream().map(history -> history.getFirst().job()).toList();
    }

    @Override
    public boolean takesOver() {
      return takesOver;
    }

    @Override
    public void takenOver(List<JobEvent> history) {
      histories.add(history);
    }

    @Override
    public void lost() {
      lost.incrementAndGet();
    }

    @Override
    public void regained() {
      regained.incrementAndGet();
    }
  }
}
