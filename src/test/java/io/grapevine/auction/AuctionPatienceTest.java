package io.grapevine.auction;

import static io.grapevine.testing.JobSamples.START;
import static io.grapevine.testing.JobSamples.peer;
import static io.grapevine.testing.JobSamples.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Delivery;
import io.grapevine.job.FailureCode;
import io.grapevine.job.JobSpec;
import io.grapevine.job.JobStatus;
import io.grapevine.job.OfferId;
import io.grapevine.job.RefusalReason;
import io.grapevine.job.Sampling;
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
  @ValueSource(ints = {1, 2, 5, 16, 17, 24, 32, 40, 300})
  void isOverAfterItsRoundsWhenEverybodyRefusesHoweverManyThereAre(int workers) {
    for (int number = 0; number < 20; number++) {
      JobSpec spec = spec(number, 3, Delivery.AT_LEAST_ONCE);
      AuctionScene scene = new AuctionScene(spec, AuctionConfig.defaults(), 0).opened();
      for (int round = 1; !scene.auction.isOver(); round++) {
        scene.published(round, workers, workers);
        for (int worker = 1; worker <= workers; worker++) {
          if (answers(scene, worker, workers)) {
            scene.refusal(worker, round, RefusalReason.NOT_ALLOWED);
          }
        }
        scene.unanswered();
      }
      assertThat(scene.failureCode()).isEqualTo(FailureCode.ALL_REFUSED);
      assertThat(scene.round()).isEqualTo(scene.config.roundsMax());
      assertThat(Duration.between(START, scene.now)).isLessThan(Duration.ofSeconds(4));
    }
  }

  /** Workers that are in the sample refuse by lot, so that not all of many do so at once. */
  private static boolean answers(AuctionScene scene, int worker, int workers) {
    OfferId offer = scene.offer(scene.round());
    int sampled =
        scene.all.stream()
            .filter(AuctionEffect.PublishOffer.class::isInstance)
            .map(effect -> ((AuctionEffect.PublishOffer) effect).offer().samplingRate())
            .reduce(0, (_, latest) -> latest);
    return Sampling.includes(offer, sampled, peer(worker))
        && Sampling.includes(offer, Sampling.rateFor(16, workers), peer(worker));
  }

  private static void refusedByOneOf(
      int workers, AuctionScene scene, int round, RefusalReason reason) {
    scene.published(round, workers, workers).refusal(1, round, reason).unanswered();
  }
}
