package io.grapevine.auction;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.DeclineReason;
import io.grapevine.job.Delivery;
import io.grapevine.job.FailureCode;
import io.grapevine.job.JobStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AuctionReattachmentTest {
  @Test
  void aLostConnectionIsNotALostJob() {
    AuctionScene scene = AuctionScene.running().connectionLost(1);
    assertThat(scene.told()).containsExactly("dial #1 worker 1");
    assertThat(scene.confirmed(1).told()).containsExactly("payload #1");
    assertThat(scene.result(1, 1).outcome().status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(scene.outcome().attempts()).isEqualTo(1);
  }

  @Test
  void failsOverAtOnceWhenTheWorkerDoesNotKnowTheAttempt() {
    AuctionScene scene = AuctionScene.running().connectionLost(1).declined(1, DeclineReason.NO_BID);
    assertThat(scene.told())
        .containsExactly(
            "record AttemptEnded #1 DECLINED", "record Awarded", "dial #2 worker 2", "payload #2");
  }

  @Test
  void failsOverWithinASecondWhenTheWorkerIsGone() {
    AuctionScene scene = AuctionScene.running();
    var lostAt = scene.now;
    scene.connectionLost(1);
    while (scene.auction.phase() == Phase.REATTACHING) {
      scene.dialFailed(1);
      if (scene.auction.phase() == Phase.REATTACHING) {
        scene.whenDue();
      }
    }
    assertThat(scene.told()).endsWith("dial #2 worker 2", "payload #2");
    assertThat(Duration.between(lostAt, scene.now)).isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  /** The timer is late: the loss is told of when the worker should be given up already. */
  @Test
  void failsOverAtOnceWhenTheLeaseIsOver() {
    AuctionScene scene = AuctionScene.running();
    scene.now = scene.now.plus(scene.config.lease()).plusMillis(4);
    assertThat(scene.connectionLost(1).told())
        .endsWith("record Awarded", "dial #2 worker 2", "payload #2");
  }

  @Test
  void atMostOnceWaitsForTheWorkerAsLongAsItsLeaseLasts() {
    AuctionScene scene = AuctionScene.of(3, Delivery.AT_MOST_ONCE).opened().published(1, 1, 1);
    scene.bid(1, 1, 1).confirmed(1).connectionLost(1);
    var lostAt = scene.now;
    while (!scene.auction.isOver()) {
      scene.whenDue();
    }
    assertThat(Duration.between(lostAt, scene.now)).isEqualTo(scene.config.lease());
    assertThat(scene.failureCode()).isEqualTo(FailureCode.POSSIBLY_STARTED);
  }

  @Test
  void neverSeeksLongerThanTheLease() {
    AuctionScene scene = AuctionScene.running();
    scene.now = scene.now.plusMillis(4_800);
    assertThat(scene.connectionLost(1).auction.nextDeadline()).contains(scene.now.plusMillis(200));
    assertThat(scene.whenDue().told()).contains("record AttemptEnded #1 CONNECTION_LOST");
  }

  @Test
  void aWorkerThatBreaksTheConnectionAgainAndAgainIsGivenUp() {
    AuctionScene scene = AuctionScene.running();
    int restored = 0;
    while (scene.auction.phase() == Phase.RUNNING) {
      scene.connectionLost(1);
      if (scene.auction.phase() == Phase.REATTACHING
          && !scene.told().contains("dial #1 worker 1")) {
        scene.whenDue();
      }
      if (scene.auction.phase() == Phase.REATTACHING) {
        scene.confirmed(1);
        restored++;
      }
    }
    assertThat(scene.told()).endsWith("dial #2 worker 2", "payload #2");
    assertThat(restored).isBetween(2, Reattachment.PER_ATTEMPT_MAX);
  }

  @Test
  void cancellationEndsTheSearch() {
    assertThat(AuctionScene.running().connectionLost(1).cancel().told())
        .containsExactly(
            "record AttemptEnded #1 CANCELLED", "abandon #1 CANCELLED", "conclude CANCELLED");
  }

  @Test
  void bidsThatComeMeanwhileHoldNoSlot() {
    assertThat(AuctionScene.running().connectionLost(1).bid(3, 1, 1).told())
        .containsExactly("record BidPlaced", "reject worker 3 of 1");
  }
}
