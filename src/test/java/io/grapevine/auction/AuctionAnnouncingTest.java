package io.grapevine.auction;

import static io.grapevine.testing.JobSamples.START;
import static io.grapevine.testing.JobSamples.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Delivery;
import io.grapevine.job.FailureCode;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobSpec;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.job.RefusalReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuctionAnnouncingTest {
  @Test
  void opensWithAnOfferToEverybodyWhileItKnowsNobody() {
    AuctionScene scene = AuctionScene.unopened().opened();
    assertThat(scene.told()).containsExactly("publish 1 at 1000000");
    Offer offer = ((AuctionEffect.PublishOffer) scene.all.getFirst()).offer();
    assertThat(offer.payloadDigest()).isEqualTo(scene.spec.payload().digest());
    assertThat(offer.payloadSize()).isEqualTo(scene.spec.payload().size());
    assertThat(offer.timeLeft()).isEqualTo(scene.spec.timeout());
    assertThat(offer.bidWindow()).isEqualTo(scene.config.bidWindow());
  }

  @Test
  void samplesTwiceTheBidsItWantsAmongManyCapablePeers() {
    assertThat(openedWithHint(6).told()).containsExactly("publish 1 at 1000000");
    assertThat(openedWithHint(7).told()).containsExactly("publish 1 at 857143");
    assertThat(openedWithHint(60).told()).containsExactly("publish 1 at 100000");
    assertThat(openedWithHint(Integer.MAX_VALUE).told()).containsExactly("publish 1 at 1");
  }

  @Test
  void announcesAgainUnderTheSameOfferWhileNobodyHasIt() {
    AuctionScene scene = AuctionScene.unopened().opened();
    List<Long> pauses = new ArrayList<>();
    for (int announcement = 0; announcement < 7; announcement++) {
      scene.published(1, 0, 0);
      assertThat(scene.auction.phase()).isEqualTo(Phase.QUEUED);
      pauses.add(
          Duration.between(scene.now, scene.auction.nextDeadline().orElseThrow()).toMillis());
      assertThat(scene.whenDue().told()).containsExactly("publish 1 at 1000000");
    }
    assertThat(pauses).containsExactly(100L, 200L, 400L, 800L, 1600L, 2000L, 2000L);
    assertThat(scene.story().stream().filter(line -> line.startsWith("record")))
        .as("the history does not grow while nobody is there")
        .containsExactly("record OfferAnnounced to 0");
  }

  @Test
  void announcesAgainWhenGossipDoesNotAnswer() {
    AuctionScene scene = AuctionScene.unopened().opened().whenDue();
    assertThat(scene.told()).containsExactly("publish 1 at 1000000");
  }

  @Test
  void staysQueuedUntilTheDeadlineAndIsThenRefused() {
    AuctionScene scene = AuctionScene.unopened().opened();
    while (!scene.auction.isOver()) {
      scene.published(1, 0, 0).whenDue();
    }
    assertThat(Duration.between(START, scene.now)).isEqualTo(scene.spec.timeout());
    assertThat(scene.outcome().status()).isEqualTo(JobStatus.REFUSED);
    assertThat(scene.failureCode()).isEqualTo(FailureCode.NO_WORKERS);
    assertThat(scene.outcome().worker()).isNull();
  }

  @Test
  void solicitsOnceSomebodyHasTheOffer() {
    AuctionScene scene = AuctionScene.unopened().opened().published(1, 2, 5);
    assertThat(scene.told()).containsExactly("record OfferAnnounced to 2");
    assertThat(scene.auction.phase()).isEqualTo(Phase.SOLICITING);
  }

  @Test
  void aBidThatOvertakesTheWordFromGossipWaitsForIt() {
    AuctionScene scene = AuctionScene.unopened().opened().bid(1, 1, 0);
    assertThat(scene.told()).containsExactly("record BidPlaced");
    assertThat(scene.published(1, 1, 1).told())
        .containsExactly(
            "record OfferAnnounced to 1", "record Awarded", "dial #1 worker 1", "payload #1");
  }

  @Test
  void aBidProvesThatSomebodyHasTheOffer() {
    AuctionScene scene = AuctionScene.unopened().opened().published(1, 0, 0).bid(1, 1, 3);
    assertThat(scene.told())
        .containsExactly("record BidPlaced", "record Awarded", "dial #1 worker 1", "payload #1");
  }

  @Test
  void widensTheSampleFourfoldWhenNobodyAnswers() {
    AuctionScene scene = openedWithHint(600);
    assertThat(scene.told()).containsExactly("publish 1 at 10000");
    assertThat(scene.published(1, 5, 600).whenDue().told()).containsExactly("publish 2 at 40000");
    assertThat(scene.published(2, 5, 600).whenDue().told()).containsExactly("publish 3 at 160000");
    assertThat(scene.published(3, 5, 600).whenDue().told()).containsExactly("publish 4 at 640000");
    assertThat(scene.published(4, 5, 600).whenDue().told()).containsExactly("publish 5 at 1000000");
    scene.published(5, 5, 600).whenDue();
    assertThat(scene.auction.phase()).as("everybody was asked").isEqualTo(Phase.QUEUED);
  }

  @Test
  void isPatientWithSilenceUntilTheDeadlineAndPausesLongerEachTime() {
    AuctionScene scene = AuctionScene.unopened().opened();
    List<Long> pauses = new ArrayList<>();
    while (!scene.auction.isOver()) {
      scene.published(scene.round(), 2, 2).whenDue();
      if (scene.auction.phase() == Phase.QUEUED) {
        pauses.add(
            Duration.between(scene.now, scene.auction.nextDeadline().orElseThrow()).toMillis());
        scene.whenDue();
      }
    }
    assertThat(pauses).startsWith(100L, 200L, 400L, 800L, 1600L, 2000L, 2000L);
    assertThat(Duration.between(START, scene.now)).isEqualTo(scene.spec.timeout());
    assertThat(scene.outcome().status()).isEqualTo(JobStatus.REFUSED);
    assertThat(scene.failureCode()).isEqualTo(FailureCode.NO_WORKERS);
    assertThat(scene.outcome().toString()).contains("none of them answered");
  }

  @Test
  void workersThatAnswerAfterALongSilenceGetTheJob() {
    AuctionScene scene = AuctionScene.unopened().opened();
    for (int round = 1; round <= 10; round++) {
      scene.published(round, 2, 2).unanswered();
    }
    assertThat(scene.published(11, 2, 2).bid(1, 11, 3).bid(2, 11, 1).told())
        .contains("dial #1 worker 2");
  }

  @Test
  void workersThatStopAndMayBeBackUseUpNoRounds() {
    AuctionScene scene = AuctionScene.unopened().opened();
    for (int round = 1; round <= 10; round++) {
      scene.published(round, 1, 1).refusal(1, round, RefusalReason.SHUTTING_DOWN);
      assertThat(scene.auction.phase()).isEqualTo(Phase.QUEUED);
      scene.whenDue();
    }
    assertThat(scene.published(11, 1, 1).bid(1, 11, 0).told()).contains("dial #1 worker 1");
  }

  @Test
  void aBidMakesThePausesShortAgain() {
    AuctionScene scene = AuctionScene.unopened().opened();
    for (int round = 1; round <= 5; round++) {
      scene.published(round, 1, 1).unanswered();
    }
    scene.published(6, 1, 1).bid(1, 6, 1).dialFailed(1).published(7, 1, 1).whenDue();
    assertThat(scene.auction.nextDeadline()).contains(scene.now.plusMillis(100));
  }

  @Test
  void silenceDoesNotStretchThePatienceWithRefusals() {
    AuctionScene scene = AuctionScene.unopened().opened();
    for (int round = 1; round <= 8; round++) {
      scene.published(round, 1, 1);
      if (round % 2 == 0) {
        scene.refusal(1, round, RefusalReason.NOT_ALLOWED);
      } else {
        scene.whenDue();
      }
      if (!scene.auction.isOver()) {
        scene.whenDue();
      }
    }
    assertThat(scene.failureCode()).as("refused four times").isEqualTo(FailureCode.ALL_REFUSED);
    assertThat(scene.outcome().rounds()).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void hasNoMoreRoundsThanPeersTakeHoweverLongTheJobMayLast(boolean busy) {
    JobSpec plain = spec(1, 3, Delivery.AT_LEAST_ONCE);
    JobSpec patient =
        new JobSpec(
            plain.id(),
            plain.type(),
            plain.payload(),
            Duration.ofDays(1),
            plain.labels(),
            plain.maxAttempts(),
            plain.delivery());
    AuctionScene scene = new AuctionScene(patient, AuctionConfig.defaults(), 0).opened();
    while (!scene.auction.isOver()) {
      int round = scene.round();
      scene.published(round, 1, 1);
      if (busy) {
        scene.refusal(1, round, RefusalReason.BUSY);
      } else {
        scene.whenDue();
      }
      if (!scene.auction.isOver()) {
        scene.whenDue();
      }
    }
    assertThat(scene.outcome().rounds()).isBetween(900, OfferId.ROUND_MAX);
    assertThat(Duration.between(START, scene.now))
        .as("the rounds are spread over the time")
        .isEqualTo(patient.timeout());
  }

  @Test
  void neverSamplesMoreThanEverybody() {
    AuctionScene scene = openedWithHint(10).published(1, 10, 10).whenDue();
    assertThat(scene.told()).containsExactly("publish 2 at 1000000");
  }

  @Test
  void asksAgainAfterAPauseWhenEverybodyRefused() {
    AuctionScene scene = AuctionScene.soliciting(2).refusal(1, 1, RefusalReason.BUSY);
    assertThat(scene.auction.phase()).isEqualTo(Phase.SOLICITING);
    scene.refusal(2, 1, RefusalReason.NOT_ALLOWED);
    assertThat(scene.told()).containsExactly("record BidRefused");
    assertThat(scene.auction.nextDeadline()).contains(scene.now.plusMillis(100));
    assertThat(scene.whenDue().told()).containsExactly("publish 2 at 1000000");
    scene.published(2, 2, 2).refusal(1, 2, RefusalReason.BUSY).refusal(2, 2, RefusalReason.BUSY);
    assertThat(scene.auction.nextDeadline()).contains(scene.now.plusMillis(200));
  }

  @Test
  void asksOthersAtOnceWhenTheSampleIsBusyAndPausesWhenWiderOnesAreToo() {
    AuctionScene scene = openedWithHint(6_000);
    assertThat(scene.told()).containsExactly("publish 1 at 1000");
    assertThat(busy(scene, 1).told()).endsWith("publish 2 at 4000");
    busy(scene, 2);
    assertThat(scene.auction.phase()).isEqualTo(Phase.QUEUED);
    assertThat(scene.whenDue().told()).as("not yet wider").containsExactly("publish 3 at 4000");
  }

  /** Somebody is busy, and nobody else answers in time. */
  private static AuctionScene busy(AuctionScene scene, int round) {
    return scene.published(round, 20, 6_000).refusal(1, round, RefusalReason.BUSY).whenDue();
  }

  @Test
  void aBidForAnEarlierRoundEndsALaterOne() {
    AuctionScene scene = AuctionScene.soliciting(9).unanswered().published(2, 9, 9);
    assertThat(scene.bid(1, 1, 3).told()).contains("dial #1 worker 1");
    AuctionScene early = AuctionScene.soliciting(9).unanswered().bid(1, 1, 3);
    assertThat(early.published(2, 9, 9).told()).contains("dial #1 worker 1");
  }

  @Test
  void isRefusedWithAllReasonsWhenRoundsAreUsedUp() {
    AuctionScene scene = AuctionScene.unopened().opened();
    for (int round = 1; round <= 4; round++) {
      scene
          .published(round, 2, 2)
          .refusal(1, round, RefusalReason.PAYLOAD_TOO_LARGE)
          .refusal(2, round, RefusalReason.NOT_ALLOWED);
      if (!scene.auction.isOver()) {
        scene.whenDue();
      }
    }
    assertThat(scene.outcome().status()).isEqualTo(JobStatus.REFUSED);
    assertThat(scene.failureCode()).isEqualTo(FailureCode.ALL_REFUSED);
    assertThat(scene.outcome().toString()).contains("1 NOT_ALLOWED, 1 PAYLOAD_TOO_LARGE");
    assertThat(scene.outcome().attempts()).isZero();
  }

  @Test
  void roundsInWhichWorkersAreBusyAreNotCounted() {
    AuctionScene scene = AuctionScene.unopened().opened();
    for (int round = 1; round <= 10; round++) {
      scene
          .published(round, 2, 2)
          .refusal(1, round, RefusalReason.BUSY)
          .refusal(2, round, RefusalReason.NOT_ALLOWED);
      assertThat(scene.auction.phase()).isEqualTo(Phase.QUEUED);
      scene.whenDue();
    }
    assertThat(scene.published(11, 2, 2).bid(1, 11, 0).told()).contains("record Awarded");
  }

  @Test
  void theHistoryHasABoundedNumberOfAnswersHoweverManyComeAndHoweverOftenItIsResumed() {
    AuctionScene scene = AuctionScene.unopened().opened();
    for (int round = 1; round <= 10; round++) {
      scene.published(scene.round(), 20, 20);
      for (int worker = 1; worker <= 20; worker++) {
        scene.refusal(worker, scene.round(), RefusalReason.BUSY);
      }
      scene = round == 5 ? scene.restarted(Duration.ofMillis(1)).whenDue() : scene.whenDue();
    }
    assertThat(scene.history().stream().filter(JobEvent.BidRefused.class::isInstance))
        .hasSize(Job.ANSWERS_MAX);
  }

  @Test
  void aLateBidEndsThePause() {
    AuctionScene scene = AuctionScene.soliciting(2).refusal(1, 1, RefusalReason.BUSY).whenDue();
    assertThat(scene.auction.phase()).isEqualTo(Phase.QUEUED);
    assertThat(scene.bid(2, 1, 3).told())
        .containsExactly("record BidPlaced", "record Awarded", "dial #1 worker 2", "payload #1");
  }

  private static AuctionScene openedWithHint(int capable) {
    return new AuctionScene(spec(1, 3, Delivery.AT_LEAST_ONCE), AuctionConfig.defaults(), capable)
        .opened();
  }
}
