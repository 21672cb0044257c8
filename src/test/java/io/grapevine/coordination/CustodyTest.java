package io.grapevine.coordination;

import static io.grapevine.coordination.Samples.content;
import static io.grapevine.coordination.Samples.peer;
import static io.grapevine.coordination.Samples.request;
import static io.grapevine.testing.JobSamples.reservation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.auction.AuctionEffect;
import io.grapevine.auction.AuctionEvent;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Content;
import io.grapevine.job.Delivery;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.job.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs that are taken up from the journal: after a restart, a failure, or from somebody else. */
class CustodyTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Content RESULT = content("result");
  private static final JobId JOB = JobId.at(System.currentTimeMillis(), 0, 7);
  private static final AttemptId ATTEMPT = new AttemptId(JOB, 1);

  private final HeldJournal journal = new HeldJournal();
  private final List<PeerBench> benches = new ArrayList<>();

  @AfterEach
  void stop() {
    journal.release();
    benches.forEach(PeerBench::close);
  }

  @Test
  void asksTheAwardedWorkerFirstWhenItStartsAgain() throws InterruptedException {
    journal.finding(history(awarded()));
    PeerBench bench = start();
    AuctionEffect.Dial dial = bench.network.sent(AuctionEffect.Dial.class);
    assertThat(dial.attempt()).isEqualTo(ATTEMPT);
    assertThat(dial.worker()).isEqualTo(peer(1));
    assertThat(bench.network.all()).noneMatch(Offer.class::isInstance);
    assertThat(bench.peer.snapshot().activeJobs()).isEqualTo(1);
    Job job = bench.peer.find(JOB).orElseThrow();
    bench.tell(job, new AuctionEvent.AwardConfirmed(ATTEMPT));
    bench.deliver(job, dial, RESULT);
    assertThat(bench.peer.await(JOB, LIMIT).orElseThrow().status()).isEqualTo(JobStatus.SUCCEEDED);
    bench.network.sent(FakeNetwork.Acknowledged.class);
    assertThat(bench.peer.history(JOB)).hasAtLeastOneElementOfType(JobEvent.Resumed.class);
  }

  @Test
  void solicitsAgainForAJobThatNoWorkerHas() {
    journal.finding(history());
    assertThat(start().network.sent(Offer.class).id().job()).isEqualTo(JOB);
  }

  @Test
  void callsOffAJobThatItTookUp() throws InterruptedException {
    journal.finding(history());
    PeerBench bench = start();
    bench.network.sent(Offer.class);
    bench.peer.cancel(JOB, "");
    assertThat(bench.peer.await(JOB, LIMIT).orElseThrow().status()).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void takesOverTheJobOfARequesterThatIsGone() {
    PeerBench bench = start();
    journal.finding(history());
    journal.ownership().takenOver(history());
    assertThat(bench.network.sent(Offer.class).id().job()).isEqualTo(JOB);
    await()
        .atMost(LIMIT)
        .until(() -> bench.peer.find(JOB).orElseThrow().requester().equals(Samples.SELF));
  }

  @Test
  void letsAJobStandStillUntilItsHistoryCanBeWrittenAgain() throws InterruptedException {
    PeerBench bench = start();
    journal.feel(new JobJournal.Health(false, "the disk is full"));
    journal.holding(JobEvent.Awarded.class);
    Job job = bench.submit("hello");
    bench.bidFrom(peer(1), job);
    journal.awaitHeld(JobEvent.Awarded.class);
    journal.fail();
    bench.network.sent(FakeNetwork.Detached.class);
    bench.peer.cancel(job.id(), "it takes too long");
    assertThat(bench.network.all()).noneMatch(FakeNetwork.SentPayload.class::isInstance);
    assertThat(bench.peer.find(job.id()).orElseThrow().status().isFinal()).isFalse();
    journal.feel(JobJournal.Health.FINE);
    assertThat(bench.peer.await(job.id(), LIMIT).orElseThrow().status())
        .isEqualTo(JobStatus.CANCELLED);
    assertThat(bench.peer.history(job.id())).hasAtLeastOneElementOfType(JobEvent.Resumed.class);
  }

  @Test
  void touchesNoJobWhileItsClaimIsLost() throws InterruptedException {
    PeerBench bench = start();
    Job job = bench.submit("hello");
    AuctionEffect.Dial dial = bench.awardTo(peer(1), job);
    journal.ownership().lost();
    bench.network.sent(FakeNetwork.Detached.class);
    assertThat(bench.peer.submit(request("more")))
        .isInstanceOf(Submission.StorageUnavailable.class);
    assertThat(bench.network.all())
        .noneMatch(sent -> sent instanceof Outcome || sent instanceof FakeNetwork.Abandoned);
    journal.ownership().regained();
    await().atMost(LIMIT).until(() -> dials(bench) == 2);
    bench.tell(job, new AuctionEvent.AwardConfirmed(dial.attempt()));
    bench.deliver(job, dial, RESULT);
    assertThat(bench.peer.await(job.id(), LIMIT).orElseThrow().status())
        .isEqualTo(JobStatus.SUCCEEDED);
  }

  @Test
  void leavesAJobThatNoWorkerHasToItsSuccessor() {
    PeerBench bench = start();
    Job job = bench.submit("hello");
    bench.network.sent(Offer.class);
    bench.close();
    assertThat(bench.peer.find(job.id()).orElseThrow().status().isFinal()).isFalse();
    assertThat(bench.network.all()).noneMatch(Outcome.class::isInstance);
    PeerBench successor = start();
    assertThat(successor.network.sent(Offer.class).id().job()).isEqualTo(job.id());
  }

  @Test
  void leavesAJobThatRunsToItsSuccessorWithoutCallingItOff() {
    PeerBench bench = start(Duration.ofMillis(50), s -> s.journalledBy(journal));
    Job job = bench.submit("hello");
    AuctionEffect.Dial dial = bench.awardTo(peer(1), job);
    bench.tell(job, new AuctionEvent.AwardConfirmed(dial.attempt()));
    bench.network.sent(FakeNetwork.SentPayload.class);
    bench.close();
    assertThat(bench.network.all())
        .noneMatch(sent -> sent instanceof Outcome || sent instanceof FakeNetwork.Abandoned);
    AuctionEffect.Dial again = start().network.sent(AuctionEffect.Dial.class);
    assertThat(again.attempt()).isEqualTo(dial.attempt());
  }

  @Test
  void keepsNoClientWaitingForAJobThatIsLeftToASuccessor() throws Exception {
    PeerBench bench = start();
    Job job = bench.submit("hello");
    bench.network.sent(Offer.class);
    CompletableFuture<Job> answer = new CompletableFuture<>();
    Thread.startVirtualThread(() -> answer.complete(awaited(bench, job)));
    await().atMost(LIMIT).until(() -> bench.peer.snapshot().watches() == 1);
    bench.close();
    assertThat(answer.get(5, TimeUnit.SECONDS).status().isFinal()).isFalse();
  }

  @Test
  void callsOffWhatWouldBeLostWithTheProcess() {
    PeerBench bench = start(Duration.ofMillis(50), s -> s);
    Job job = bench.submit("hello");
    bench.network.sent(Offer.class);
    bench.close();
    assertThat(bench.peer.find(job.id()).orElseThrow().status()).isEqualTo(JobStatus.CANCELLED);
    bench.network.sent(Outcome.class);
  }

  private PeerBench start() {
    return start(LIMIT, s -> s.journalledBy(journal));
  }

  private PeerBench start(Duration drainLimit, UnaryOperator<PeerSetup> change) {
    PeerBench bench = new PeerBench(PeerBench.bounds(10, drainLimit), change);
    benches.add(bench);
    return bench;
  }

  private static Job awaited(PeerBench bench, Job job) {
    try {
      return bench.peer.await(job.id(), Duration.ofMinutes(1)).orElseThrow();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private static long dials(PeerBench bench) {
    return bench.network.all().stream().filter(AuctionEffect.Dial.class::isInstance).count();
  }

  private static JobEvent awarded() {
    return new JobEvent.Awarded(
        JOB, Instant.now(), ATTEMPT, new OfferId(JOB, 1), peer(1), reservation(1));
  }

  private static List<JobEvent> history(JobEvent... later) {
    JobSpec spec =
        new JobSpec(
            JOB,
            Samples.ECHO,
            content("hello"),
            Duration.ofMinutes(1),
            new TreeMap<>(),
            3,
            Delivery.AT_LEAST_ONCE);
    List<JobEvent> history = new ArrayList<>();
    history.add(new JobEvent.Submitted(JOB, Instant.now(), spec, Samples.SELF));
    history.addAll(List.of(later));
    return history;
  }
}
