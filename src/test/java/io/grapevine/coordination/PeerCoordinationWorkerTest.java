package io.grapevine.coordination;

import static io.grapevine.coordination.Samples.ECHO;
import static io.grapevine.coordination.Samples.content;
import static io.grapevine.coordination.Samples.job;
import static io.grapevine.coordination.Samples.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.job.Announcement;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.Content;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.FailureCode;
import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.job.ReservationId;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.worker.Assignment;
import io.grapevine.worker.WorkerEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerCoordinationWorkerTest {
  private static final PeerId REQUESTER = peer(5);
  private static final Content PAYLOAD = content("payload");
  private static final AttemptId ATTEMPT = new AttemptId(job(1), 1);

  private final PeerBench bench = new PeerBench();

  /** As the worker knows the attempt, once it bid. */
  private Assignment first = new Assignment(REQUESTER, ATTEMPT, ReservationId.NONE);

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void bidsRunsAndDelivers() throws InterruptedException {
    bench.network.events().offerHeard(offer());
    Bid bid = bench.network.sent(Bid.class);
    assertThat(bid.load().cpu()).isEqualTo(0.5);
    first = new Assignment(REQUESTER, ATTEMPT, bid.reservation());
    tell(award(first));
    bench.network.sent(FakeNetwork.Confirmed.class);
    tell(new WorkerEvent.PayloadReceived(first, PAYLOAD));
    FakeRunner.Run run = bench.runner.started();
    assertThat(run.payload()).isEqualTo(PAYLOAD);
    assertThat(bench.peer.snapshot().running()).isEqualTo(1);
    run.complete(content("done"));
    assertThat(bench.network.sent(FakeNetwork.SentResult.class))
        .isEqualTo(new FakeNetwork.SentResult(first, content("done")));
    await().atMost(Duration.ofSeconds(5)).until(() -> bench.peer.snapshot().running() == 0);
  }

  @Test
  void stopsARunThatIsCalledOff() throws InterruptedException {
    startRun();
    tell(new WorkerEvent.CancelReceived(first));
    assertThat(bench.runner.stopped()).isEqualTo(first);
  }

  @Test
  void declinesAnAwardWithoutABid() {
    tell(award(first));
    assertThat(bench.network.sent(FakeNetwork.Declined.class))
        .isEqualTo(new FakeNetwork.Declined(first, DeclineReason.NO_BID));
  }

  @Test
  void replacesADeskThatFailsAndTellsTheRequesters() throws InterruptedException {
    startRun();
    bench.network.onSend(
        sending -> {
          if (sending instanceof FakeNetwork.Declined) {
            throw new IllegalStateException("broken on purpose");
          }
        });
    tell(award(new Assignment(REQUESTER, new AttemptId(job(2), 1), ReservationId.NONE)));
    assertThat(bench.runner.stopped()).isEqualTo(first);
    assertThat(bench.network.sent(FakeNetwork.SentFailure.class).failure().retryable()).isTrue();
    bench.network.onSend(sending -> {});
    bench.network.events().offerHeard(offer());
    bench.network.sent(Bid.class);
  }

  @Test
  void finishesItsRunsBeforeItStops() throws InterruptedException {
    FakeRunner.Run run = startRun();
    CountDownLatch closed = new CountDownLatch(1);
    Thread.startVirtualThread(
        () -> {
          bench.close();
          closed.countDown();
        });
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> bench.peer.submit(Samples.request("x")) instanceof Submission.NotAccepting);
    assertThat(closed.getCount()).isEqualTo(1);
    run.complete(content("done"));
    bench.network.sent(FakeNetwork.SentResult.class);
    tell(new WorkerEvent.ResultAcknowledged(first));
    assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void handsBackWhatDoesNotEndInTime() throws InterruptedException {
    startRun();
    bench.close();
    assertThat(bench.runner.stopped()).isEqualTo(first);
    assertThat(bench.network.sent(FakeNetwork.SentFailure.class).failure())
        .satisfies(
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.WORKER_STOPPING);
              assertThat(failure.retryable()).isTrue();
            });
    assertThat(bench.network.all()).last().isInstanceOf(FakeNetwork.Closed.class);
  }

  @Test
  void announcesWhatItDoesAndKnowsItself() {
    Announcement announcement = bench.network.sent(Announcement.class);
    assertThat(announcement.workTypes()).containsExactly(ECHO);
    assertThat(announcement.load()).isNotNull();
    bench
        .network
        .events()
        .announcementHeard(
            new Announcement(peer(9), announcement.workTypes(), announcement.load(), "1"));
    assertThat(bench.peer.workers())
        .extracting(KnownPeer::self)
        .containsExactlyInAnyOrder(true, false);
  }

  @Test
  void dropsAndCountsGossipThatDoesNotFitWhileItIsBusy() throws InterruptedException {
    List<String> dropped = new CopyOnWriteArrayList<>();
    CountDownLatch busy = new CountDownLatch(1);
    CoordinationListener counting =
        new CoordinationListener() {
          @Override
          public void eventDropped(String kind) {
            dropped.add(kind);
          }
        };
    try (PeerBench small =
        new PeerBench(PeerBench.bounds(10, Duration.ZERO), setup -> setup.watched(counting))) {
      small.network.onSend(sending -> awaitQuietly(busy));
      int capacity = CoordinationConfig.defaults().mailboxCapacity();
      for (int i = 0; i < capacity + 10; i++) {
        small.network.events().offerHeard(offer());
      }
      assertThat(dropped).contains("OfferHeard");
      assertThat(small.peer.snapshot().waitingEvents()).isLessThanOrEqualTo(capacity + 1);
      busy.countDown();
    }
  }

  private FakeRunner.Run startRun() throws InterruptedException {
    bench.network.events().offerHeard(offer());
    Bid bid = bench.network.sent(Bid.class);
    first = new Assignment(REQUESTER, ATTEMPT, bid.reservation());
    tell(award(first));
    tell(new WorkerEvent.PayloadReceived(first, PAYLOAD));
    return bench.runner.started();
  }

  private void tell(WorkerEvent event) {
    assertThat(bench.network.events().workerEvent(event)).isTrue();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      if (!latch.await(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody let the loop go on");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Offer offer() {
    return new Offer(
        new OfferId(job(1), 1),
        ECHO,
        REQUESTER,
        PAYLOAD.size(),
        PAYLOAD.digest(),
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        Offer.SAMPLE_ALL);
  }

  private static WorkerEvent.AwardReceived award(Assignment assignment) {
    return new WorkerEvent.AwardReceived(
        assignment,
        ECHO,
        PAYLOAD.size(),
        PAYLOAD.digest(),
        Duration.ofSeconds(30),
        Duration.ofSeconds(5));
  }
}
