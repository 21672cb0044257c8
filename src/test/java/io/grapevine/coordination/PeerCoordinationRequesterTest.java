package io.grapevine.coordination;

import static io.grapevine.coordination.Samples.content;
import static io.grapevine.coordination.Samples.job;
import static io.grapevine.coordination.Samples.peer;
import static io.grapevine.coordination.Samples.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.auction.AuctionEffect;
import io.grapevine.auction.AuctionEvent;
import io.grapevine.job.AttemptEnd;
import io.grapevine.job.Bid;
import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Offer;
import io.grapevine.job.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerCoordinationRequesterTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Content RESULT = content("result");

  private final PeerBench bench = new PeerBench();

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void bringsAJobToItsOutcome() throws InterruptedException {
    Job job = bench.submit("hello");
    AuctionEffect.Dial dial = bench.awardTo(peer(1), job);
    tell(job, new AuctionEvent.AwardConfirmed(dial.attempt()));
    assertThat(bench.network.sent(FakeNetwork.SentPayload.class).payload())
        .isEqualTo(content("hello"));
    deliver(job, dial);
    Job over = bench.peer.await(job.id(), LIMIT).orElseThrow();
    assertThat(over.status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(over.worker()).isEqualTo(peer(1));
    assertThat(bench.peer.result(job.id())).contains(RESULT);
    bench.network.sent(FakeNetwork.Acknowledged.class);
    assertThat(bench.network.sent(Outcome.class).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(bench.peer.outcomes(new OutcomeQuery(Long.MAX_VALUE, 10)).outcomes()).hasSize(1);
    awaitNoActiveJobs();
  }

  @Test
  void acknowledgesAResultOnlyWhenItIsInTheJournal() {
    Job job = bench.submit("hello");
    AtomicBoolean early = new AtomicBoolean();
    bench.network.onSend(
        sending -> {
          if (sending instanceof FakeNetwork.Acknowledged
              && bench.peer.result(job.id()).isEmpty()) {
            early.set(true);
          }
        });
    AuctionEffect.Dial dial = bench.awardTo(peer(1), job);
    tell(job, new AuctionEvent.AwardConfirmed(dial.attempt()));
    deliver(job, dial);
    bench.network.sent(FakeNetwork.Acknowledged.class);
    assertThat(early).isFalse();
  }

  @Test
  void callsAJobOff() throws InterruptedException {
    Job job = bench.submit("hello");
    bench.awardTo(peer(1), job);
    assertThat(bench.peer.cancel(job.id(), "changed my mind").orElseThrow().tooLate()).isFalse();
    assertThat(bench.peer.await(job.id(), LIMIT).orElseThrow().status())
        .isEqualTo(JobStatus.CANCELLED);
    assertThat(bench.network.sent(FakeNetwork.Abandoned.class).reason())
        .isEqualTo(AttemptEnd.CANCELLED);
    assertThat(bench.peer.cancel(job.id(), "again").orElseThrow().tooLate()).isTrue();
    assertThat(bench.peer.cancel(job(99), "unknown")).isEmpty();
  }

  @Test
  void rejectsABidForAJobThatIsOver() throws InterruptedException {
    Job job = bench.submit("hello");
    Offer offer = bench.network.sent(Offer.class);
    bench.peer.cancel(job.id(), "");
    bench.peer.await(job.id(), LIMIT);
    Bid late = PeerBench.bid(peer(7), offer);
    tell(job, new AuctionEvent.BidReceived(late));
    assertThat(bench.network.sent(FakeNetwork.RejectedBid.class))
        .isEqualTo(new FakeNetwork.RejectedBid(late));
  }

  @Test
  void checksARequestBeforeAnythingIsSent() {
    assertThat(bench.peer.submit(request("unsound")))
        .isEqualTo(new Submission.InvalidPayload(List.of(new PayloadError("/text", "is unsound"))));
    assertThat(bench.network.all()).noneMatch(Offer.class::isInstance);
  }

  @Test
  void tellsAWatcherTheRestOfTheHistory() throws InterruptedException {
    List<JobEvent> heard = Collections.synchronizedList(new ArrayList<>());
    Job job = bench.submit("hello");
    CoordinationService.Watch watch = bench.peer.watch(job.id(), heard::add);
    bench.peer.cancel(job.id(), "");
    bench.peer.await(job.id(), LIMIT);
    await().atMost(LIMIT).until(() -> !heard.isEmpty() && isEnd(heard.getLast()));
    watch.close();
    watch.close();
    assertThat(heard).last().isInstanceOf(JobEvent.Concluded.class);
    assertThat(bench.peer.history(job.id())).endsWith(heard.getLast());
    assertThat(bench.peer.snapshot().watches()).isZero();
  }

  @Test
  void waitsForAJobNoLongerThanAsked() throws InterruptedException {
    Job job = bench.submit("hello");
    assertThat(bench.peer.await(job.id(), Duration.ofMillis(5)).orElseThrow().status())
        .isIn(JobStatus.QUEUED, JobStatus.SOLICITING);
    assertThat(bench.peer.await(job(99), LIMIT)).isEmpty();
  }

  @Test
  void endsAJobByAFaultOfItsOwnAndGoesOnWithOthers() throws InterruptedException {
    Job job = bench.submit("hello");
    bench.network.onSend(
        sending -> {
          if (sending instanceof AuctionEffect.Dial) {
            throw new IllegalStateException("broken on purpose");
          }
        });
    Offer offer = bench.network.sent(Offer.class);
    tell(job, new AuctionEvent.OfferPublished(offer.id(), 1, 1));
    tell(job, new AuctionEvent.BidReceived(PeerBench.bid(peer(1), offer)));
    Job over = bench.peer.await(job.id(), LIMIT).orElseThrow();
    assertThat(over.status()).isEqualTo(JobStatus.FAILED);
    assertThat(bench.network.sent(Outcome.class).failure())
        .extracting(Failure::code)
        .isEqualTo(FailureCode.INTERNAL);
    awaitNoActiveJobs();

    bench.network.onSend(sending -> {});
    Job next = bench.submit("next");
    bench.awardTo(peer(1), next);
  }

  @Test
  void refusesWhatDoesNotFitAndStillKnowsARepetition() {
    try (PeerBench small = new PeerBench(PeerBench.bounds(1, Duration.ZERO), setup -> setup)) {
      Submission first = small.peer.submit(request("hello", "key"));
      assertThat(first).isInstanceOf(Submission.Accepted.class);
      assertThat(small.peer.submit(request("more"))).isInstanceOf(Submission.QueueFull.class);
      assertThat(small.peer.submit(request("hello", "key")))
          .isInstanceOf(Submission.Repeated.class);
      assertThat(small.peer.submit(request("other", "key")))
          .isInstanceOf(Submission.KeyConflict.class);
      await().atMost(LIMIT).until(() -> small.peer.snapshot().activeJobs() == 1);
    }
  }

  @Test
  void takesNoRequestsWhereNoneAreAllowed() {
    try (PeerBench worker = new PeerBench(PeerBench.bounds(0, Duration.ZERO), setup -> setup)) {
      assertThat(worker.peer.submit(request("x"))).isInstanceOf(Submission.NotAccepting.class);
    }
  }

  @Test
  void waitsForJobsUnderWayWhenItStops() throws InterruptedException {
    Job job = bench.submit("hello");
    AuctionEffect.Dial dial = bench.awardTo(peer(1), job);
    tell(job, new AuctionEvent.AwardConfirmed(dial.attempt()));
    CountDownLatch closed = new CountDownLatch(1);
    Thread.startVirtualThread(
        () -> {
          bench.close();
          closed.countDown();
        });
    bench.network.sent(FakeNetwork.SentPayload.class);
    await()
        .atMost(LIMIT)
        .until(() -> bench.peer.submit(request("late")) instanceof Submission.NotAccepting);
    assertThat(closed.getCount()).isEqualTo(1);
    deliver(job, dial);
    assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(bench.peer.find(job.id()).orElseThrow().status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(bench.network.all()).last().isInstanceOf(FakeNetwork.Closed.class);
  }

  @Test
  void countsWhatItsListenerThrowsAndFeelsNothing() throws InterruptedException {
    CoordinationListener throwing =
        new CoordinationListener() {
          @Override
          public void jobEvent(JobEvent event) {
            throw new IllegalStateException("broken on purpose");
          }
        };
    try (PeerBench watched =
        new PeerBench(PeerBench.bounds(10, Duration.ZERO), setup -> setup.watched(throwing))) {
      Job job = watched.submit("hello");
      watched.peer.cancel(job.id(), "");
      assertThat(watched.peer.await(job.id(), LIMIT).orElseThrow().status())
          .isEqualTo(JobStatus.CANCELLED);
      assertThat(watched.peer.snapshot().listenerFailures()).isPositive();
    }
  }

  private static boolean isEnd(JobEvent event) {
    return event instanceof JobEvent.Concluded;
  }

  private void awaitNoActiveJobs() {
    await().atMost(LIMIT).until(() -> bench.peer.snapshot().activeJobs() == 0);
  }

  private void tell(Job job, AuctionEvent event) {
    bench.tell(job, event);
  }

  private void deliver(Job job, AuctionEffect.Dial dial) {
    bench.deliver(job, dial, RESULT);
  }
}
