package io.grapevine.auction;

import static io.grapevine.testing.JobSamples.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Content;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.Delivery;
import io.grapevine.job.FailureCode;
import io.grapevine.job.JobSpec;
import io.grapevine.job.JobStatus;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** When the payload leaves, and what is made of a worker that has it and was not heard of. */
class AuctionPayloadTest {
  private static final int LIMIT = AuctionEffect.SendPayload.AHEAD_MAX;

  @Test
  void aSmallPayloadDoesNotWaitForTheConfirmation() {
    AuctionScene scene = soliciting(3, Delivery.AT_LEAST_ONCE, LIMIT).bid(1, 1, 1).bid(2, 1, 2);
    assertThat(scene.told())
        .containsSubsequence("record Awarded", "dial #1 worker 1", "reject worker 2 of 1")
        .endsWith("payload #1");
    assertThat(scene.confirmed(1).told()).containsExactly("record AttemptStarted");
  }

  @Test
  void aLargePayloadWaitsForTheConfirmation() {
    AuctionScene scene = soliciting(3, Delivery.AT_LEAST_ONCE, LIMIT + 1).bid(1, 1, 1).whenDue();
    assertThat(scene.told()).endsWith("dial #1 worker 1");
    assertThat(scene.confirmed(1).told()).containsExactly("record AttemptStarted", "payload #1");
  }

  @Test
  void whatIsToRunAtMostOnceWaitsForTheConfirmation() {
    AuctionScene scene = soliciting(3, Delivery.AT_MOST_ONCE, 1).bid(1, 1, 1).bid(2, 1, 2);
    assertThat(scene.told()).contains("dial #1 worker 1").doesNotContain("payload #1");
    assertThat(scene.confirmed(1).told()).containsExactly("record AttemptStarted", "payload #1");
  }

  @Test
  void whatIsToRunAtMostOnceGoesToAnotherWhenItsWorkerDoesNotAnswerInTime() {
    AuctionScene scene = soliciting(3, Delivery.AT_MOST_ONCE, 1).bid(1, 1, 1).bid(2, 1, 2);
    scene.after(scene.config.dialLimit());
    assertThat(scene.told())
        .containsExactly(
            "record AttemptEnded #1 DIAL_FAILED",
            "abandon #1 DIAL_FAILED",
            "record Awarded",
            "dial #2 worker 2");
  }

  @Test
  void aWorkerThatHasThePayloadAndIsNotHeardOfCountsAsAStart() {
    List<Consumer<AuctionScene>> silences =
        List.of(
            scene -> scene.unheard(1),
            AuctionScene::whenDue,
            scene -> scene.connectionLost(1),
            scene -> scene.invalidResult(1),
            scene -> scene.declined(1, DeclineReason.ALREADY_ENDED));
    for (Consumer<AuctionScene> silence : silences) {
      AuctionScene scene = soliciting(1, Delivery.AT_LEAST_ONCE, 1).bid(1, 1, 1).bid(2, 1, 2);
      silence.accept(scene);
      assertThat(scene.told()).startsWith("record AttemptStarted").endsWith("conclude FAILED");
      assertThat(scene.failureCode()).isEqualTo(FailureCode.ATTEMPTS_EXHAUSTED);
      assertThat(scene.outcome().toString()).contains("awarded once and started once");
    }
  }

  @Test
  void aStartThatWasNotHeardOfCountsAfterARestart() {
    AuctionScene scene = soliciting(2, Delivery.AT_LEAST_ONCE, 1).bid(1, 1, 1).bid(2, 1, 2);
    scene.unheard(1).confirmed(2);
    AuctionScene again = scene.restarted(Duration.ofMillis(10));
    assertThat(again.confirmed(2).workFailed(2, true).failureCode())
        .isEqualTo(FailureCode.ATTEMPTS_EXHAUSTED);
  }

  @Test
  void aWorkerThatWasNotReachedOrDeclinesIsNoStart() {
    AuctionScene scene = soliciting(1, Delivery.AT_LEAST_ONCE, 1);
    scene.bid(1, 1, 1).bid(2, 1, 2).bid(3, 1, 3);
    scene.dialFailed(1).declined(2, DeclineReason.NO_CAPACITY);
    assertThat(scene.told()).endsWith("dial #3 worker 3", "payload #3");
    assertThat(scene.confirmed(3).result(3, 3).outcome().status()).isEqualTo(JobStatus.SUCCEEDED);
  }

  @Test
  void theNetworkHasAMomentToSayWhetherThePayloadLeft() {
    AuctionScene scene = soliciting(1, Delivery.AT_LEAST_ONCE, 1).bid(1, 1, 1).bid(2, 1, 2);
    scene.after(scene.config.dialLimit()).dialFailed(1);
    assertThat(scene.told()).endsWith("dial #2 worker 2", "payload #2");
  }

  @Test
  void anAwardThatIsPresentedAgainIsAnsweredBeforeThePayloadIsSentAgain() {
    AuctionScene scene = soliciting(3, Delivery.AT_LEAST_ONCE, 1).bid(1, 1, 1).bid(2, 1, 2);
    assertThat(scene.confirmed(1).connectionLost(1).told()).containsExactly("dial #1 worker 1");
    assertThat(scene.confirmed(1).told()).containsExactly("payload #1");
  }

  private static AuctionScene soliciting(int maxAttempts, Delivery delivery, int payloadSize) {
    JobSpec plain = spec(1, maxAttempts, delivery);
    JobSpec job =
        new JobSpec(
            plain.id(),
            plain.type(),
            Content.of("text/plain", new byte[payloadSize]),
            plain.timeout(),
            plain.labels(),
            maxAttempts,
            delivery);
    return new AuctionScene(job, AuctionConfig.defaults(), 0).opened().published(1, 2, 2);
  }
}
