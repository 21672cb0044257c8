package io.grapevine.auction;

import static io.grapevine.testing.JobSamples.ECHO;
import static io.grapevine.testing.JobSamples.START;
import static io.grapevine.testing.JobSamples.content;
import static io.grapevine.testing.JobSamples.job;
import static io.grapevine.testing.JobSamples.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.Delivery;
import io.grapevine.job.FailureCode;
import io.grapevine.job.JobSpec;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Preferences;
import io.grapevine.job.Priority;
import io.grapevine.job.Requirements;
import io.grapevine.job.SelectionPolicy;
import io.grapevine.testing.Randomised;
import java.time.Duration;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AuctionHedgingTest {
  private static final Duration USUAL = Duration.ofSeconds(2);

  @Test
  void aSecondWorkerTriesWhenTheFirstTakesUnusuallyLong() {
    AuctionScene scene = running(Delivery.AT_LEAST_ONCE, 3);
    assertThat(scene.auction.nextDeadline()).contains(START.plus(USUAL));
    assertThat(scene.whenDue().told())
        .containsExactly("record Awarded", "dial #2 worker 2", "payload #2");
    assertThat(scene.confirmed(2).told()).containsExactly("record AttemptStarted");
    assertThat(scene.auction.phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void theFirstResultWinsAndTheOtherWorkerIsToldToStop() {
    AuctionScene second = hedged().result(2, 2);
    assertThat(second.told())
        .containsExactly(
            "record AttemptEnded #1 CANCELLED",
            "abandon #1 CANCELLED",
            "record AttemptEnded #2 SUCCEEDED",
            "acknowledge #2",
            "conclude SUCCEEDED");
    assertThat(second.outcome().worker()).isEqualTo(peer(2));
    AuctionScene first = hedged().result(1, 1);
    assertThat(first.told()).startsWith("record AttemptEnded #2 CANCELLED", "abandon #2 CANCELLED");
    assertThat(first.outcome().worker()).isEqualTo(peer(1));
  }

  @Test
  void theOtherCountsAsAStartThoughItWasNotHeardOf() {
    AuctionScene scene = running(Delivery.AT_LEAST_ONCE, 3).whenDue().result(1, 1);
    assertThat(scene.told())
        .startsWith("record AttemptStarted", "record AttemptEnded #2 CANCELLED");
  }

  @Test
  void theOtherGoesOnWhenOneIsLost() {
    AuctionScene scene = hedged().workFailed(1, true);
    assertThat(scene.told()).containsExactly("record AttemptEnded #1 WORK_FAILED");
    assertThat(scene.result(2, 2).outcome().status()).isEqualTo(JobStatus.SUCCEEDED);
    scene = hedged().declined(2, DeclineReason.NO_CAPACITY);
    assertThat(scene.told()).containsExactly("record AttemptEnded #2 DECLINED");
    assertThat(scene.result(1, 1).outcome().status()).isEqualTo(JobStatus.SUCCEEDED);
  }

  @Test
  void failsOverWhenBothAreLost() {
    AuctionScene scene = hedged();
    scene.bid(3, 1, 3).workFailed(1, true).workFailed(2, true);
    assertThat(scene.told()).endsWith("dial #3 worker 3", "payload #3");
  }

  @Test
  void aFinalFailureOfOneEndsTheOther() {
    AuctionScene scene = hedged().workFailed(2, false);
    assertThat(scene.told())
        .containsExactly(
            "record AttemptEnded #2 WORK_FAILED",
            "record AttemptEnded #1 CANCELLED",
            "abandon #1 CANCELLED",
            "conclude FAILED");
  }

  @Test
  void cancellationReachesBoth() {
    assertThat(hedged().cancel().told())
        .containsExactly(
            "record AttemptEnded #1 CANCELLED",
            "abandon #1 CANCELLED",
            "record AttemptEnded #2 CANCELLED",
            "abandon #2 CANCELLED",
            "conclude CANCELLED");
  }

  @Test
  void looksForASecondWorkerWhenNobodyElseHasBid() {
    AuctionScene scene = opened(Delivery.AT_LEAST_ONCE, 3).published(1, 1, 1).bid(1, 1, 1);
    scene.confirmed(1);
    assertThat(scene.whenDue().told()).containsExactly("publish 2 at 1000000");
    assertThat(scene.published(2, 2, 2).told()).containsExactly("record OfferAnnounced to 2");
    assertThat(scene.bid(1, 2, 1).told()).as("it has the job").isEmpty();
    assertThat(scene.bid(2, 2, 1).told())
        .containsExactly("record BidPlaced", "record Awarded", "dial #2 worker 2", "payload #2");
    assertThat(scene.bid(3, 2, 1).told())
        .as("two are enough")
        .containsExactly("record BidPlaced", "reject worker 3 of 2");
  }

  @Test
  void wantsNoSecondWorkerAnyMoreOnceTheFirstHasFailed() {
    AuctionScene scene = opened(Delivery.AT_LEAST_ONCE, 3).published(1, 1, 1).bid(1, 1, 1);
    scene.confirmed(1).whenDue().published(2, 2, 2).workFailed(1, true);
    assertThat(scene.told()).contains("publish 3 at 1000000");
    scene.published(3, 2, 2).bid(2, 3, 1).whenDue().confirmed(2);
    assertThat(scene.auction.phase()).isEqualTo(Phase.RUNNING);
    assertThat(scene.bid(3, 3, 1).told())
        .containsExactly("record BidPlaced", "reject worker 3 of 3");
  }

  @Test
  void thereIsNeverAThird() {
    AuctionScene scene = hedged();
    for (int beat = 0; beat < 20; beat++) {
      scene.heartbeat(1).heartbeat(2).after(Duration.ofSeconds(1));
    }
    assertThat(scene.story().stream().filter(line -> line.startsWith("dial"))).hasSize(2);
  }

  @Test
  void hedgesOnlyIfAskedToAndNeverWhatIsToRunAtMostOnce() {
    AuctionScene once = running(Delivery.AT_MOST_ONCE, 3);
    assertThat(once.auction.nextDeadline()).contains(START.plus(once.config.lease()));
    AuctionScene unasked = scene(spec(Delivery.AT_LEAST_ONCE, 3, false), known());
    unasked.opened().published(1, 2, 2).bid(1, 1, 1).bid(2, 1, 2).confirmed(1);
    assertThat(unasked.auction.nextDeadline()).contains(START.plus(unasked.config.lease()));
  }

  @Test
  void doesNotHedgeWhileItIsNotKnownWhatIsUnusual() {
    AuctionScene scene = scene(spec(Delivery.AT_LEAST_ONCE, 3, true), unknown());
    scene.opened().published(1, 2, 2).bid(1, 1, 1).bid(2, 1, 2).confirmed(1);
    assertThat(scene.auction.nextDeadline()).contains(START.plus(scene.config.lease()));
  }

  @Test
  void aHedgeIsAnAttemptToo() {
    AuctionScene scene = running(Delivery.AT_LEAST_ONCE, 1);
    assertThat(scene.whenDue().told()).isEmpty();
    assertThat(hedged().result(2, 2).outcome().attempts()).isEqualTo(2);
  }

  @Test
  void bothAreAskedAgainAfterARestart() {
    AuctionScene scene = hedged().restarted(Duration.ofSeconds(1));
    assertThat(scene.told())
        .containsExactly("record Resumed", "dial #1 worker 1", "dial #2 worker 2");
    scene.confirmed(2).declined(1, DeclineReason.NO_BID);
    assertThat(scene.auction.phase()).isEqualTo(Phase.RUNNING);
    assertThat(scene.result(2, 2).outcome().status()).isEqualTo(JobStatus.SUCCEEDED);
  }

  @Test
  void bothMayBeSilentAtOnce() {
    AuctionScene scene = hedged().after(Duration.ofSeconds(5));
    assertThat(scene.told())
        .startsWith(
            "record AttemptEnded #1 HEARTBEATS_MISSED",
            "abandon #1 HEARTBEATS_MISSED",
            "record AttemptEnded #2 HEARTBEATS_MISSED");
    assertThat(scene.auction.phase()).isEqualTo(Phase.ANNOUNCING);
  }

  @Test
  void expiresWithBoth() {
    AuctionScene scene = hedged();
    scene.now = START.plus(scene.spec.timeout());
    scene.heartbeat(1);
    assertThat(scene.failureCode()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);
    assertThat(scene.told()).contains("abandon #1 EXPIRED", "abandon #2 EXPIRED");
  }

  private static AuctionScene hedged() {
    return running(Delivery.AT_LEAST_ONCE, 3).whenDue().confirmed(2);
  }

  /** Worker 1 has the job; worker 2 has bid too. */
  private static AuctionScene running(Delivery delivery, int maxAttempts) {
    return opened(delivery, maxAttempts).published(1, 2, 2).bid(1, 1, 1).bid(2, 1, 2).confirmed(1);
  }

  private static AuctionScene opened(Delivery delivery, int maxAttempts) {
    return scene(spec(delivery, maxAttempts, true), known()).opened();
  }

  private static AuctionScene scene(JobSpec spec, Ranking ranking) {
    return new AuctionScene(spec, AuctionConfig.defaults(), ranking, 0);
  }

  private static Selection known() {
    Selection selection = unknown();
    for (int run = 0; run < RunTimes.SIGNIFICANT; run++) {
      selection.observe(
          new Conduct(peer(50 + run), ECHO, AttemptEnd.SUCCEEDED, false, USUAL), START);
    }
    return selection;
  }

  private static Selection unknown() {
    return new Selection(SelectionPolicy.LEAST_LOADED, Duration.ofMinutes(1), Randomised.ofSeed(1));
  }

  private static JobSpec spec(Delivery delivery, int maxAttempts, boolean hedged) {
    return new JobSpec(
        job(1),
        ECHO,
        content("payload"),
        Duration.ofMinutes(1),
        new TreeMap<>(),
        maxAttempts,
        delivery,
        new Preferences(Requirements.NONE, null, Priority.NORMAL, null, hedged, Set.of()),
        null);
  }
}
