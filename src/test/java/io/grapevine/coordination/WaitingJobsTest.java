package io.grapevine.coordination;

import static io.grapevine.coordination.Samples.content;
import static io.grapevine.coordination.Samples.peer;
import static io.grapevine.coordination.Samples.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.auction.AuctionEvent;
import io.grapevine.job.Delivery;
import io.grapevine.job.FailureCode;
import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.job.Outcome;
import io.grapevine.job.Preferences;
import io.grapevine.job.Priority;
import io.grapevine.job.Requirements;
import java.time.Duration;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs that are accepted and have to wait for their turn. One may be under way at once. */
class WaitingJobsTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final ClientLimits CLIENTS = new ClientLimits(3, 1_000, 1_000, 10);

  private final PeerBench bench =
      new PeerBench(PeerBench.bounds(1, 2, CLIENTS, Duration.ZERO), setup -> setup);

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void acceptsAJobThatHasToWaitAndStartsItWhenThereIsRoom() {
    Job first = accepted("a", Priority.NORMAL, null);
    bench.network.sent(Offer.class, offer -> offer.id().job().equals(first.id()));
    Job second = accepted("a", Priority.NORMAL, null);
    await().atMost(LIMIT).until(() -> waiting(Priority.NORMAL) == 1);
    assertThat(bench.peer.find(second.id()).orElseThrow().status()).isEqualTo(JobStatus.QUEUED);
    assertThat(offers(second.id())).isZero();
    bench.peer.cancel(first.id(), "");
    bench.network.sent(Offer.class, offer -> offer.id().job().equals(second.id()));
    assertThat(waiting(Priority.NORMAL)).isZero();
    assertThat(bench.peer.snapshot().activeJobs()).isEqualTo(1);
  }

  @Test
  void startsTheHigherClassFirst() {
    Job first = accepted("a", Priority.NORMAL, null);
    Job low = accepted("a", Priority.LOW, null);
    Job high = accepted("b", Priority.HIGH, null);
    await().atMost(LIMIT).until(() -> waiting(Priority.HIGH) == 1);
    bench.peer.cancel(first.id(), "");
    bench.network.sent(Offer.class, offer -> offer.id().job().equals(high.id()));
    assertThat(offers(low.id())).isZero();
  }

  @Test
  void callsAWaitingJobOffWithoutAskingAnybody() throws InterruptedException {
    accepted("a", Priority.NORMAL, null);
    Job waiting = accepted("a", Priority.NORMAL, null);
    assertThat(bench.peer.cancel(waiting.id(), "no need").orElseThrow().tooLate()).isFalse();
    Job over = bench.peer.await(waiting.id(), LIMIT).orElseThrow();
    assertThat(over.status()).isEqualTo(JobStatus.CANCELLED);
    bench.network.sent(Outcome.class, outcome -> outcome.job().equals(waiting.id()));
    assertThat(offers(waiting.id())).isZero();
    await().atMost(LIMIT).until(() -> waiting(Priority.NORMAL) == 0);
    assertThat(bench.peer.snapshot().activeJobs()).isEqualTo(1);
  }

  @Test
  void letsTheTimeOfAWaitingJobRun() throws InterruptedException {
    accepted("a", Priority.NORMAL, null);
    Job waiting = accepted("a", Priority.NORMAL, Duration.ofMillis(50));
    Job over = bench.peer.await(waiting.id(), LIMIT).orElseThrow();
    assertThat(over.status()).isEqualTo(JobStatus.EXPIRED);
    assertThat(over.outcome()).isNotNull();
    assertThat(over.outcome().failure())
        .satisfies(
            failure -> {
              assertThat(failure).isNotNull();
              assertThat(failure.code()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);
            });
    assertThat(offers(waiting.id())).isZero();
  }

  @Test
  void takesNoBidForAJobWhoseTurnHasNotCome() {
    accepted("a", Priority.NORMAL, null);
    Job waiting = accepted("a", Priority.NORMAL, null);
    Offer never =
        new Offer(
            new OfferId(waiting.id(), 1),
            Samples.ECHO,
            Samples.SELF,
            1,
            waiting.spec().payload().digest(),
            LIMIT,
            LIMIT,
            1);
    bench
        .network
        .events()
        .auctionEvent(waiting.id(), new AuctionEvent.BidReceived(PeerBench.bid(peer(7), never)));
    bench.network.sent(FakeNetwork.RejectedBid.class);
    assertThat(bench.peer.find(waiting.id()).orElseThrow().status()).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void turnsAwayWhatTheQueueOfItsClassCannotHold() {
    accepted("a", Priority.NORMAL, null);
    accepted("a", Priority.NORMAL, null);
    accepted("a", Priority.NORMAL, null);
    assertThat(submit("b", Priority.NORMAL, null)).isInstanceOf(Submission.QueueFull.class);
    assertThat(submit("b", Priority.HIGH, null)).isInstanceOf(Submission.Accepted.class);
  }

  @Test
  void turnsAwayAClientThatHasEnoughAndTakesItAgainLater() {
    accepted("a", Priority.NORMAL, null);
    Job one = accepted("a", Priority.NORMAL, null);
    accepted("a", Priority.NORMAL, null);
    assertThat(submit("a", Priority.HIGH, null))
        .isInstanceOfSatisfying(
            Submission.OverQuota.class,
            over -> {
              assertThat(over.detail()).contains("3 jobs");
              assertThat(over.retryAfter()).isPositive();
            });
    assertThat(submit("b", Priority.HIGH, null)).isInstanceOf(Submission.Accepted.class);
    bench.peer.cancel(one.id(), "");
    await()
        .atMost(LIMIT)
        .until(() -> submit("a", Priority.HIGH, null) instanceof Submission.Accepted);
  }

  @Test
  void doesNotChargeARepetition() {
    Submission first = bench.peer.submit(request("x", "key"));
    assertThat(first).isInstanceOf(Submission.Accepted.class);
    for (int i = 0; i < 10; i++) {
      assertThat(bench.peer.submit(request("x", "key"))).isInstanceOf(Submission.Repeated.class);
    }
  }

  private int waiting(Priority priority) {
    return bench.peer.snapshot().waitingJobs().getOrDefault(priority, 0);
  }

  private long offers(JobId job) {
    return bench.network.all().stream()
        .filter(sent -> sent instanceof Offer offer && offer.id().job().equals(job))
        .count();
  }

  private Job accepted(String client, Priority priority, @Nullable Duration timeout) {
    if (submit(client, priority, timeout) instanceof Submission.Accepted(Job job)) {
      return job;
    }
    throw new AssertionError("not accepted");
  }

  private Submission submit(String client, Priority priority, @Nullable Duration timeout) {
    Preferences preferences =
        new Preferences(Requirements.NONE, null, priority, null, false, Set.of());
    return bench.peer.submit(
        new JobRequest(
            Samples.ECHO,
            content("x"),
            timeout,
            new TreeMap<>(),
            null,
            Delivery.AT_LEAST_ONCE,
            preferences,
            client,
            null));
  }
}
