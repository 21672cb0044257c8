package io.grapevine.coordination;

import static io.grapevine.coordination.Samples.content;
import static io.grapevine.coordination.Samples.peer;
import static io.grapevine.coordination.Samples.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.auction.AuctionConfig;
import io.grapevine.auction.AuctionEffect;
import io.grapevine.auction.AuctionEvent;
import io.grapevine.job.Content;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Offer;
import io.grapevine.job.Outcome;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits for the journal, and what does not. */
class DurabilityTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Content RESULT = content("result");

  /** Gives a dial up soon. */
  private static final AuctionConfig HASTY =
      new AuctionConfig(
          Duration.ofSeconds(1),
          3,
          4,
          Duration.ofMillis(100),
          Duration.ofSeconds(2),
          Duration.ofMillis(50),
          Duration.ofSeconds(5));

  private final HeldJournal journal = new HeldJournal();
  private final PeerBench bench =
      new PeerBench(PeerBench.bounds(1_000, Duration.ofSeconds(3)), s -> s.journalledBy(journal));

  @AfterEach
  void stop() {
    journal.release();
    bench.close();
  }

  @Test
  void solicitsWhileASubmissionIsBeingWrittenAndDialsWhenItIsDurable() throws Exception {
    journal.admitting(HeldJournal.Admissions.WAIT);
    Future<Submission> answer = submitBeside();
    Offer offer = bench.network.sent(Offer.class);
    bench.bidFor(peer(1), offer);
    assertThat(answer).isNotDone();
    assertThat(bench.peer.find(offer.id().job())).isEmpty();
    assertThat(bench.network.all()).noneMatch(AuctionEffect.Dial.class::isInstance);
    journal.admitting(HeldJournal.Admissions.KEEP);
    assertThat(answer.get(5, TimeUnit.SECONDS)).isInstanceOf(Submission.Accepted.class);
    AuctionEffect.Dial dial = bench.network.sent(AuctionEffect.Dial.class);
    assertThat(dial.offer()).isEqualTo(offer.id());
    assertThat(bench.peer.history(offer.id().job()))
        .hasExactlyElementsOfTypes(
            JobEvent.Submitted.class,
            JobEvent.OfferAnnounced.class,
            JobEvent.BidPlaced.class,
            JobEvent.Awarded.class);
  }

  @Test
  void freesTheSlotsThatWereHeldForAJobThatCouldNotBeWritten() throws Exception {
    journal.admitting(HeldJournal.Admissions.WAIT);
    Future<Submission> answer = submitBeside();
    Offer offer = bench.network.sent(Offer.class);
    bench.bidFor(peer(1), offer);
    journal.admitting(HeldJournal.Admissions.FAIL);
    assertThat(answer.get(5, TimeUnit.SECONDS)).isInstanceOf(Submission.StorageUnavailable.class);
    bench.network.sent(FakeNetwork.RejectedBid.class);
    assertThat(bench.network.all()).noneMatch(AuctionEffect.Dial.class::isInstance);
    assertThat(bench.peer.snapshot().activeJobs()).isZero();
  }

  private Future<Submission> submitBeside() {
    CompletableFuture<Submission> answer = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> answer.complete(bench.peer.submit(request("hello"))));
    return answer;
  }

  @Test
  void sendsThePayloadOnlyWhenTheAwardIsDurable() {
    journal.holding(JobEvent.Awarded.class);
    Job job = bench.submit("hello");
    AuctionEffect.Dial dial = bench.awardTo(peer(1), job);
    confirmInVain(job, dial);
    assertThat(journal.heldKinds()).doesNotContain(JobEvent.AttemptStarted.class);
    journal.release();
    bench.network.sent(FakeNetwork.SentPayload.class);
    assertThat(bench.peer.find(job.id()).orElseThrow().status()).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void sendsThePayloadWithoutWaitingForTheWorker() {
    journal.holding(JobEvent.Awarded.class);
    Job job = bench.submit("hello");
    AuctionEffect.Dial dial = bench.awardTo(peer(1), job);
    anotherGetsItsOffer();
    assertThat(bench.network.all()).noneMatch(FakeNetwork.SentPayload.class::isInstance);
    journal.release();
    assertThat(bench.network.sent(FakeNetwork.SentPayload.class).attempt())
        .isEqualTo(dial.attempt());
    assertThat(bench.peer.find(job.id()).orElseThrow().status()).isEqualTo(JobStatus.DIALING);
    bench.tell(job, new AuctionEvent.AwardConfirmed(dial.attempt()));
    bench.deliver(job, dial, RESULT);
    bench.network.sent(FakeNetwork.Acknowledged.class);
    assertThat(bench.network.all())
        .filteredOn(FakeNetwork.SentPayload.class::isInstance)
        .hasSize(1);
  }

  @Test
  void sendsNoPayloadForAnAttemptThatIsCalledOffWhileItsAwardIsBeingWritten()
      throws InterruptedException {
    journal.holding(JobEvent.Awarded.class);
    Job job = bench.submit("hello");
    bench.awardTo(peer(1), job);
    bench.peer.cancel(job.id(), "");
    journal.awaitHeld(JobEvent.Concluded.class);
    journal.release();
    bench.network.sent(FakeNetwork.Abandoned.class);
    bench.network.sent(Outcome.class);
    assertThat(bench.network.all()).noneMatch(FakeNetwork.SentPayload.class::isInstance);
  }

  @Test
  void sendsNoPayloadForAnAwardThatCannotBeKept() {
    journal.holding(JobEvent.Awarded.class);
    Job job = bench.submit("hello");
    confirmInVain(job, bench.awardTo(peer(1), job));
    journal.fail();
    // The end of the stream frees the worker's slot.
    bench.network.sent(FakeNetwork.Detached.class);
    assertThat(bench.network.all()).noneMatch(FakeNetwork.SentPayload.class::isInstance);
  }

  @Test
  void blamesNoWorkerForAJournalThatStandsStill() throws Exception {
    HeldJournal still = new HeldJournal().holding(JobEvent.Awarded.class);
    try (PeerBench hasty =
        new PeerBench(
            PeerBench.bounds(1_000, Duration.ZERO),
            setup -> setup.journalledBy(still).bounded(HASTY, setup.bounds()))) {
      Job job = hasty.submit("hello");
      AuctionEffect.Dial dial = hasty.awardTo(peer(1), job);
      hasty.tell(job, new AuctionEvent.AwardConfirmed(dial.attempt()));
      await()
          .during(HASTY.dialLimit().multipliedBy(10))
          .atMost(LIMIT)
          .until(() -> !still.heldKinds().contains(JobEvent.AttemptEnded.class));
      still.release();
      hasty.network.sent(FakeNetwork.SentPayload.class);
      hasty.deliver(job, dial, RESULT);
      Job over = hasty.peer.await(job.id(), LIMIT).orElseThrow();
      assertThat(over.status()).isEqualTo(JobStatus.SUCCEEDED);
      assertThat(over.attempts()).hasSize(1);
    }
  }

  @Test
  void tellsNobodyOfAnOutcomeThatIsNotDurable() throws InterruptedException {
    Job job = bench.submit("hello");
    Queue<JobEvent> heard = new ConcurrentLinkedQueue<>();
    bench.peer.watch(job.id(), heard::add);
    AuctionEffect.Dial dial = bench.awardTo(peer(1), job);
    journal.holding(JobEvent.Concluded.class);
    bench.tell(job, new AuctionEvent.AwardConfirmed(dial.attempt()));
    bench.deliver(job, dial, RESULT);
    journal.awaitHeld(JobEvent.Concluded.class);
    Job other = bench.submit("other");
    bench.network.sent(Offer.class, offer -> offer.id().job().equals(other.id()));
    assertThat(bench.network.all())
        .noneMatch(sent -> sent instanceof FakeNetwork.Acknowledged || sent instanceof Outcome);
    assertThat(heard).noneMatch(JobEvent.Concluded.class::isInstance);
    assertThat(bench.peer.find(job.id()).orElseThrow().status()).isEqualTo(JobStatus.RUNNING);
    journal.release();
    assertThat(bench.peer.await(job.id(), LIMIT).orElseThrow().status())
        .isEqualTo(JobStatus.SUCCEEDED);
    bench.network.sent(FakeNetwork.Acknowledged.class);
    bench.network.sent(Outcome.class);
  }

  @Test
  void sendsNoPayloadForAnAttemptThatEndedBeforeItsAwardWasDurable() throws InterruptedException {
    journal.holding(JobEvent.Awarded.class);
    Job job = bench.submit("hello");
    confirmInVain(job, bench.awardTo(peer(1), job));
    bench.peer.cancel(job.id(), "");
    journal.awaitHeld(JobEvent.Concluded.class);
    journal.release();
    assertThat(bench.peer.await(job.id(), LIMIT).orElseThrow().status())
        .isEqualTo(JobStatus.CANCELLED);
    bench.network.sent(Outcome.class);
    bench.network.sent(FakeNetwork.Abandoned.class);
    assertThat(bench.network.all()).noneMatch(FakeNetwork.SentPayload.class::isInstance);
  }

  @Test
  void takesNoMoreInWhileTheJournalDoesNotKeepUp() {
    HeldJournal slow = new HeldJournal().holding(JobEvent.OfferAnnounced.class);
    try (PeerBench small =
        new PeerBench(PeerBench.bounds(1_000, 4, Duration.ZERO), s -> s.journalledBy(slow))) {
      for (int i = 0; i < 4; i++) {
        Job job = small.submit("hello");
        Offer offer = small.network.sent(Offer.class, any -> any.id().job().equals(job.id()));
        small.tell(job, new AuctionEvent.OfferPublished(offer.id(), 1, 1));
      }
      await().atMost(LIMIT).until(() -> isRefused(small));
      slow.release();
      await().atMost(LIMIT).until(() -> !isRefused(small));
    }
  }

  /** The worker confirms, and the loop goes on: another job gets as far as its offer. */
  private void confirmInVain(Job job, AuctionEffect.Dial dial) {
    bench.tell(job, new AuctionEvent.AwardConfirmed(dial.attempt()));
    anotherGetsItsOffer();
    assertThat(bench.network.all()).noneMatch(FakeNetwork.SentPayload.class::isInstance);
  }

  private void anotherGetsItsOffer() {
    Job other = bench.submit("other");
    Offer offer = bench.network.sent(Offer.class, any -> any.id().job().equals(other.id()));
    bench.tell(other, new AuctionEvent.OfferPublished(offer.id(), 1, 1));
    journal.awaitHeld(JobEvent.OfferAnnounced.class);
  }

  private static boolean isRefused(PeerBench bench) {
    return bench.peer.submit(request("x")) instanceof Submission.StorageUnavailable;
  }
}
