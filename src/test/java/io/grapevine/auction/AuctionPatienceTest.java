package io.grapevine.auction;

import static io.grapevine.testing.JobSamples.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.FailureCode;
import io.grapevine.job.JobStatus;
import io.grapevine.job.RefusalReason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What refusals of some say about others: nothing, until all have refused. */
class AuctionPatienceTest {
  @ParameterizedTest
  @EnumSource(
      value = RefusalReason.class,
      names = {"NOT_ALLOWED", "PAYLOAD_TOO_LARGE", "UNSUITABLE"})
  void oneRefusalEndsNothingWhileOthersAreSilent(RefusalReason reason) {
    AuctionScene scene = AuctionScene.unopened().opened();
    for (int round = 1; round <= 12; round++) {
      refusedByOneOf(3, scene, round, reason);
    }
    assertThat(scene.published(13, 3, 3).bid(2, 13, 0).told()).contains("dial #1 worker 2");
  }

  @Test
  void theJobsTimeEndsItAndTheClientLearnsWhoWasSilent() {
    AuctionScene scene = AuctionScene.unopened().opened();
    while (!scene.auction.isOver()) {
      scene.published(scene.round(), 3, 3).refusal(1, scene.round(), RefusalReason.NOT_ALLOWED);
      scene.unanswered();
    }
    assertThat(Duration.between(START, scene.now)).isEqualTo(scene.spec.timeout());
    assertThat(scene.outcome().status()).isEqualTo(JobStatus.REFUSED);
    assertThat(scene.failureCode()).isEqualTo(FailureCode.ALL_REFUSED);
    assertThat(scene.outcome().toString())
        .contains("1 NOT_ALLOWED. Of 2 more that were asked nothing was heard.");
  }

  @Test
  void aWorkerThatHasLeftIsWaitedForAllTheSame() {
    AuctionScene scene = AuctionScene.unopened().opened();
    refusedByOneOf(3, scene, 1, RefusalReason.UNSUITABLE);
    for (int round = 2; round <= 12; round++) {
      refusedByOneOf(1, scene, round, RefusalReason.UNSUITABLE);
    }
    assertThat(scene.auction.isOver()).isFalse();
  }

  @Test
  void whoRefusedInDifferentRoundsRefusedTogether() {
    AuctionScene scene = AuctionScene.unopened().opened();
    for (int round = 1; round <= 4; round++) {
      scene
          .published(round, 2, 2)
          .refusal(1 + round % 2, round, RefusalReason.NOT_ALLOWED)
          .unanswered();
    }
    assertThat(scene.failureCode()).isEqualTo(FailureCode.ALL_REFUSED);
    assertThat(Duration.between(START, scene.now)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void aWorkerThatWasTriedAndIsSilentSinceMayBeBack() {
    AuctionScene scene = AuctionScene.soliciting(2).refusal(2, 1, RefusalReason.NOT_ALLOWED);
    scene.bid(1, 1, 0).dialFailed(1);
    for (int round = 2; round <= 10; round++) {
      scene.published(round, 2, 2).refusal(2, round, RefusalReason.NOT_ALLOWED).unanswered();
    }
    assertThat(scene.published(11, 2, 2).bid(1, 11, 0).told()).contains("dial #2 worker 1");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 20, 300})
  void isOverWithinSecondsWhenEverybodyRefusesHoweverManyThereAre(int workers) {
    AuctionScene scene = AuctionScene.unopened().opened();
    for (int round = 1; !scene.auction.isOver(); round++) {
      scene.published(round, workers, workers);
      // Of many, some answer one offer and others the next one.
      for (int answer = 0; answer < Math.min(16, workers); answer++) {
        int worker = 1 + (16 * round + answer) % workers;
        scene.refusal(worker, round, RefusalReason.NOT_ALLOWED);
      }
      scene.unanswered();
    }
    assertThat(scene.failureCode()).isEqualTo(FailureCode.ALL_REFUSED);
    assertThat(Duration.between(START, scene.now)).isLessThan(Duration.ofSeconds(6));
  }

  private static void refusedByOneOf(
      int workers, AuctionScene scene, int round, RefusalReason reason) {
    scene.published(round, workers, workers).refusal(1, round, reason).unanswered();
  }
}
