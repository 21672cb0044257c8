package io.grapevine.auction;

import static io.grapevine.testing.JobSamples.START;
import static io.grapevine.testing.JobSamples.content;
import static io.grapevine.testing.JobSamples.peer;
import static io.grapevine.testing.JobSamples.receipt;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.DeclineReason;
import io.grapevine.job.Delivery;
import io.grapevine.job.FailureCode;
import io.grapevine.job.JobStatus;
import io.grapevine.job.RefusalReason;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuctionAttemptTest {
  @Test
  void aResultIsAcknowledgedAndConcludesTheJob() {
    AuctionScene scene = AuctionScene.running().result(1, 1);
    assertThat(scene.told())
        .containsExactly(
            "record AttemptEnded #1 SUCCEEDED", "acknowledge #1", "conclude SUCCEEDED");
    assertThat(scene.outcome().worker()).isEqualTo(peer(1));
    assertThat(scene.outcome().attempts()).isEqualTo(1);
    assertThat(((AuctionEffect.Conclude) scene.all.getLast()).result())
        .isEqualTo(content("result"));
  }

  @Test
  void everyWayToLoseAWorkerFailsOverToTheNextBidder() {
    record Loss(String end, boolean abandons, Consumer<AuctionScene> event) {}
    List<Loss> losses =
        List.of(
            new Loss(
                "CONNECTION_LOST",
                true,
                scene ->
                    scene
                        .connectionLost(1)
                        .dialFailed(1)
                        .whenDue()
                        .dialFailed(1)
                        .whenDue()
                        .dialFailed(1)),
            new Loss("HEARTBEATS_MISSED", true, AuctionScene::whenDue),
            new Loss("INVALID_RESULT", true, scene -> scene.invalidResult(1)),
            new Loss("WORK_FAILED", false, scene -> scene.workFailed(1, true)),
            new Loss("DECLINED", false, scene -> scene.declined(1, DeclineReason.INVALID)));
    for (Loss loss : losses) {
      AuctionScene scene = AuctionScene.running();
      loss.event().accept(scene);
      assertThat(scene.told()).startsWith("record AttemptEnded #1 " + loss.end());
      assertThat(scene.told().contains("abandon #1 " + loss.end())).isEqualTo(loss.abandons());
      assertThat(scene.told()).endsWith("record Awarded", "dial #2 worker 2", "payload #2");
    }
  }

  @Test
  void aWorkerThatDoesNotAnswerItsDialIsGivenUp() {
    AuctionScene scene = AuctionScene.dialing().after(Duration.ofMillis(3_249));
    assertThat(scene.told()).isEmpty();
    assertThat(scene.after(Duration.ofMillis(1)).told())
        .containsExactly(
            "record AttemptStarted",
            "record AttemptEnded #1 DIAL_FAILED",
            "abandon #1 DIAL_FAILED",
            "record Awarded",
            "dial #2 worker 2",
            "payload #2");
  }

  @Test
  void heartbeatsRenewTheLease() {
    AuctionScene scene = AuctionScene.running();
    for (int beat = 0; beat < 5; beat++) {
      scene.after(Duration.ofSeconds(4)).heartbeat(1);
      assertThat(scene.auction.nextDeadline()).contains(scene.now.plusSeconds(5));
    }
    assertThat(scene.auction.phase()).isEqualTo(Phase.RUNNING);
    assertThat(scene.after(Duration.ofSeconds(5)).told())
        .contains("record AttemptEnded #1 HEARTBEATS_MISSED");
  }

  @Test
  void progressIsRecordedButNotWithoutBound() {
    AuctionScene scene = AuctionScene.running();
    for (int millis = 0; millis < 5_000; millis++) {
      scene.after(Duration.ofMillis(1)).progress(1, millis / 50);
    }
    assertThat(scene.story().stream().filter("record ProgressReported"::equals))
        .as("four a second")
        .hasSize(20);
  }

  @Test
  void theLatestProgressIsRecordedAlsoWhenItCameTooSoon() {
    AuctionScene scene = AuctionScene.running().progress(1, 10).progress(1, 20);
    assertThat(scene.progressed()).containsExactly(10);
    scene.after(Duration.ofSeconds(1)).heartbeat(1).heartbeat(1);
    assertThat(scene.progressed()).containsExactly(10, 20);
  }

  @Test
  void aFinalFailureOfTheHandlerEndsTheJobAtOnce() {
    AuctionScene scene = AuctionScene.running().workFailed(1, false);
    assertThat(scene.told())
        .containsExactly("record AttemptEnded #1 WORK_FAILED", "conclude FAILED");
    assertThat(scene.failureCode()).isEqualTo(FailureCode.WORK_FAILED);
    assertThat(scene.outcome().worker()).isEqualTo(peer(1));
  }

  @Test
  void onlyStartsCountAsAttempts() {
    AuctionScene scene = AuctionScene.of(1, Delivery.AT_LEAST_ONCE).opened().published(1, 3, 3);
    scene.bid(1, 1, 1).bid(2, 1, 2).bid(3, 1, 3);
    scene.dialFailed(1).declined(2, DeclineReason.NO_CAPACITY).confirmed(3).result(3, 3);
    assertThat(scene.outcome().status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(scene.outcome().attempts()).isEqualTo(3);
  }

  @Test
  void failsWhenAttemptsAreUsedUp() {
    AuctionScene scene = AuctionScene.of(2, Delivery.AT_LEAST_ONCE).opened().published(1, 3, 3);
    scene.bid(1, 1, 1).bid(2, 1, 2).bid(3, 1, 3);
    scene.confirmed(1).silent().confirmed(2).workFailed(2, true);
    assertThat(scene.told()).endsWith("conclude FAILED");
    assertThat(scene.failureCode()).isEqualTo(FailureCode.ATTEMPTS_EXHAUSTED);
    assertThat(scene.outcome().worker()).isEqualTo(peer(2));
    assertThat(scene.outcome().toString())
        .contains("awarded 2 times and started 2 times")
        .contains("it broke");
  }

  @Test
  void failsWhenDialsAreUsedUp() {
    AuctionScene scene = AuctionScene.of(1, Delivery.AT_LEAST_ONCE).opened().published(1, 9, 9);
    for (int worker = 1; worker <= 8; worker++) {
      scene.bid(worker, 1, 1);
    }
    for (int dial = 1; dial <= AttemptBudget.DIALS_PER_START; dial++) {
      scene.dialFailed(dial);
    }
    assertThat(scene.outcome().attempts()).isEqualTo(4);
    assertThat(scene.failureCode()).isEqualTo(FailureCode.ATTEMPTS_EXHAUSTED);
  }

  @Test
  void failsWhenRoundsAreUsedUpAfterAnAttempt() {
    AuctionScene scene = AuctionScene.soliciting(1).bid(1, 1, 1).dialFailed(1);
    for (int round = 2; round <= 4; round++) {
      assertThat(scene.auction.phase()).isEqualTo(Phase.ANNOUNCING);
      scene.published(round, 1, 1).refusal(1, round, RefusalReason.NOT_ALLOWED);
      if (!scene.auction.isOver()) {
        scene.whenDue();
      }
    }
    assertThat(scene.outcome().status()).isEqualTo(JobStatus.FAILED);
    assertThat(scene.failureCode()).isEqualTo(FailureCode.ATTEMPTS_EXHAUSTED);
  }

  @Test
  void silenceAfterAnAttemptIsWaitedOutUntilTheDeadline() {
    AuctionScene scene = AuctionScene.soliciting(1).bid(1, 1, 1).dialFailed(1);
    assertThat(scene.auction.phase()).as("no pause after a failure").isEqualTo(Phase.ANNOUNCING);
    while (!scene.auction.isOver()) {
      scene.published(scene.round(), 1, 1).whenDue();
    }
    assertThat(Duration.between(START, scene.now)).isEqualTo(scene.spec.timeout());
    assertThat(scene.outcome().status()).isEqualTo(JobStatus.EXPIRED);
    assertThat(scene.failureCode()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);
    assertThat(scene.outcome().toString())
        .contains("awarded once and started never")
        .contains("DIAL_FAILED at worker");
  }

  @Test
  void atMostOnceIsNeverTriedAgainAfterALoss() {
    List<Consumer<AuctionScene>> losses =
        List.of(
            scene -> scene.connectionLost(1).dialFailed(1).after(Duration.ofSeconds(5)),
            AuctionScene::whenDue,
            scene -> scene.invalidResult(1),
            scene -> scene.declined(1, DeclineReason.ALREADY_ENDED),
            scene -> scene.declined(1, DeclineReason.NO_BID));
    for (Consumer<AuctionScene> loss : losses) {
      AuctionScene scene = runningAtMostOnce();
      loss.accept(scene);
      assertThat(scene.outcome().status()).isEqualTo(JobStatus.FAILED);
      assertThat(scene.failureCode()).isEqualTo(FailureCode.POSSIBLY_STARTED);
      assertThat(scene.outcome().worker()).isEqualTo(peer(1));
    }
  }

  @Test
  void atMostOnceEndsWithARetryableFailureToo() {
    AuctionScene scene = runningAtMostOnce().workFailed(1, true);
    assertThat(scene.failureCode()).isEqualTo(FailureCode.WORK_FAILED);
  }

  @ParameterizedTest
  @EnumSource(names = {"NO_BID", "NO_CAPACITY", "SHUTTING_DOWN", "INVALID"})
  void atMostOnceMayGoOnWhileNobodyStarted(DeclineReason reason) {
    AuctionScene scene = AuctionScene.of(3, Delivery.AT_MOST_ONCE).opened().published(1, 2, 2);
    scene.bid(1, 1, 1).bid(2, 1, 2).declined(1, reason);
    assertThat(scene.told()).endsWith("dial #2 worker 2");
    scene = AuctionScene.of(3, Delivery.AT_MOST_ONCE).opened().published(1, 2, 2);
    assertThat(scene.bid(1, 1, 1).bid(2, 1, 2).dialFailed(1).told()).endsWith("dial #2 worker 2");
  }

  @Test
  void theFirstResultWinsEvenFromAnAttemptThatWasGivenUp() {
    AuctionScene scene = AuctionScene.running().silent().confirmed(2).result(1, 1);
    assertThat(scene.told())
        .containsExactly(
            "record AttemptEnded #2 CANCELLED",
            "abandon #2 CANCELLED",
            "record AttemptEnded #1 SUCCEEDED",
            "acknowledge #1",
            "conclude SUCCEEDED");
    assertThat(scene.outcome().worker()).isEqualTo(peer(1));
  }

  @Test
  void aReceiptOfAnotherWorkerIsAnInvalidResult() {
    AuctionScene scene = AuctionScene.running().result(1, 2);
    assertThat(scene.told()).startsWith("record AttemptEnded #1 INVALID_RESULT");
    scene = AuctionScene.running();
    var receipt = receipt(scene.attempt(1), peer(100), peer(1), content("other"));
    scene.tell(new AuctionEvent.ResultReceived(scene.attempt(1), content("result"), receipt));
    assertThat(scene.told()).startsWith("record AttemptEnded #1 INVALID_RESULT");
  }

  @ParameterizedTest
  @ValueSource(longs = {59_999, 60_000, 70_000})
  void aResultThatIsAtHandIsTakenHoweverLate(long millis) {
    AuctionScene scene = AuctionScene.running();
    scene.now = START.plusMillis(millis);
    assertThat(scene.result(1, 1).outcome().status()).isEqualTo(JobStatus.SUCCEEDED);
  }

  private static AuctionScene runningAtMostOnce() {
    return AuctionScene.of(3, Delivery.AT_MOST_ONCE)
        .opened()
        .published(1, 2, 2)
        .bid(1, 1, 1)
        .bid(2, 1, 2)
        .confirmed(1);
  }
}
