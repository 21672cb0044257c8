package io.grapevine.coordination;

import static io.grapevine.coordination.Samples.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.coordination.HeldJournal.Admissions;
import io.grapevine.job.JobId;
import io.grapevine.job.Offer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A journal that fails to keep jobs. There is room for one, and a client may have one. */
class AdmissionFailureTest {
  private final HeldJournal journal = new HeldJournal();
  private final PeerBench bench =
      new PeerBench(
          PeerBench.bounds(1, 0, new ClientLimits(1, 1_000, 1_000, 10), Duration.ZERO),
          setup -> setup.journalledBy(journal));

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void takesNothingInAndLeavesNoTraceOfIt() {
    journal.admitting(Admissions.FAIL);
    for (int i = 0; i < 3; i++) {
      assertThat(bench.peer.submit(request("x")))
          .isInstanceOfSatisfying(
              Submission.StorageUnavailable.class,
              answer -> assertThat(answer.retryAfter()).isPositive());
    }
    journal.admitting(Admissions.KEEP);
    assertThat(bench.peer.submit(request("x"))).isInstanceOf(Submission.Accepted.class);
  }

  @Test
  void makesOneJobOfARequestThatIsRepeatedUntilItIsTaken() {
    journal.admitting(Admissions.FAIL);
    assertThat(bench.peer.submit(request("x", "key")))
        .isInstanceOf(Submission.StorageUnavailable.class);
    journal.admitting(Admissions.KEEP);
    Submission taken = bench.peer.submit(request("x", "key"));
    assertThat(taken).isInstanceOf(Submission.Accepted.class);
    assertThat(bench.peer.submit(request("x", "key"))).isInstanceOf(Submission.Repeated.class);
    JobId job = ((Submission.Accepted) taken).job().id();
    bench.network.sent(Offer.class, offer -> offer.id().job().equals(job));
    assertThat(bench.network.all())
        .filteredOn(sent -> sent instanceof Offer offer && offer.id().job().equals(job))
        .hasSize(1);
  }

  @Test
  void looksAfterAJobThatWasKeptThoughTheJournalCouldNotSaySo() {
    journal.admitting(Admissions.FAIL_THOUGH_KEPT);
    assertThat(bench.peer.submit(request("x", "key")))
        .isInstanceOf(Submission.StorageUnavailable.class);
    journal.admitting(Admissions.KEEP);
    // The offer of before the journal answered was the first round's.
    JobId job = bench.network.sent(Offer.class, offer -> offer.id().round() > 1).id().job();
    assertThat(bench.peer.submit(request("x", "key")))
        .isInstanceOfSatisfying(
            Submission.Repeated.class, again -> assertThat(again.job().id()).isEqualTo(job));
    assertThat(bench.peer.submit(request("y")))
        .as("the one place is taken by that job")
        .isInstanceOf(Submission.QueueFull.class);
  }
}
