package io.grapevine.auction;

import static io.grapevine.testing.JobSamples.START;
import static io.grapevine.testing.JobSamples.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.FailureCode;
import io.grapevine.job.JobStatus;
import io.grapevine.job.RefusalReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuctionEndingTest {
  @Test
  void cancellingAbandonsTheAttempt() {
    AuctionScene scene = AuctionScene.running().cancel();
    assertThat(scene.told())
        .containsExactly(
            "record AttemptEnded #1 CANCELLED", "abandon #1 CANCELLED", "conclude CANCELLED");
    assertThat(scene.failureCode()).isEqualTo(FailureCode.CANCELLED);
    assertThat(scene.outcome().worker()).isEqualTo(peer(1));
  }

  @Test
  void asksNobodyForAJobThatIsCalledOffBeforeItsTurn() {
    AuctionScene scene = AuctionScene.unopened().cancel();
    assertThat(scene.told()).containsExactly("conclude CANCELLED");
    assertThat(scene.failureCode()).isEqualTo(FailureCode.CANCELLED);
  }

  @Test
  void countsTheWaitBeforeItsTurn() {
    AuctionScene scene = AuctionScene.unopened();
    Duration timeout = scene.spec.timeout();
    scene.tell(new AuctionEvent.Opened(timeout.minusMillis(1), 0)).published(1, 0, 1);
    assertThat(scene.auction.isOver()).isFalse();
    assertThat(scene.auction.nextDeadline()).contains(scene.now.plusMillis(1));

    AuctionScene late = AuctionScene.unopened().tell(new AuctionEvent.Opened(timeout, 0));
    assertThat(late.told()).containsExactly("conclude EXPIRED");
    assertThat(late.failureCode()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);
  }

  @Test
  void cancellingFreesTheBidders() {
    assertThat(AuctionScene.soliciting(9).bid(1, 1, 1).bid(2, 1, 1).cancel().told())
        .containsExactly("reject worker 1 of 1", "reject worker 2 of 1", "conclude CANCELLED");
    assertThat(AuctionScene.dialing().cancel().told())
        .as("the others are free since the award")
        .endsWith("abandon #1 CANCELLED", "conclude CANCELLED");
  }

  @Test
  void expiresWhenAWorkerHasTheJob() {
    AuctionScene scene = AuctionScene.running();
    while (!scene.auction.isOver()) {
      scene.heartbeat(1).after(Duration.ofSeconds(4));
    }
    assertThat(scene.told())
        .containsExactly(
            "record AttemptEnded #1 EXPIRED", "abandon #1 EXPIRED", "conclude EXPIRED");
    assertThat(scene.now).isEqualTo(START.plus(scene.spec.timeout()));
    assertThat(scene.failureCode()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);
  }

  @Test
  void expiresWhenABidCameAndIsRefusedWhenNoneDid() {
    AuctionScene bidder = AuctionScene.soliciting(9).bid(1, 1, 1);
    assertThat(bidder.after(Duration.ofMinutes(1)).outcome().status()).isEqualTo(JobStatus.EXPIRED);

    AuctionScene silence = AuctionScene.soliciting(9).after(Duration.ofMinutes(1));
    assertThat(silence.outcome().status()).isEqualTo(JobStatus.REFUSED);
    assertThat(silence.failureCode()).isEqualTo(FailureCode.NO_WORKERS);

    AuctionScene refuser = AuctionScene.soliciting(9).refusal(1, 1, RefusalReason.BUSY);
    assertThat(refuser.after(Duration.ofMinutes(1)).failureCode())
        .isEqualTo(FailureCode.ALL_REFUSED);
  }

  @Test
  void aFalseResultBehindTheDeadlineFindsTheJobExpired() {
    AuctionScene aloneAtIt = AuctionScene.soliciting(1).bid(1, 1, 1).confirmed(1);
    for (AuctionScene scene : List.of(aloneAtIt, AuctionScene.running())) {
      scene.now = START.plus(scene.spec.timeout());
      assertThat(scene.result(1, 2).told())
          .containsExactly(
              "record AttemptEnded #1 INVALID_RESULT",
              "abandon #1 INVALID_RESULT",
              "conclude EXPIRED");
      assertThat(scene.failureCode()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);
      assertThat(scene.outcome().worker()).isEqualTo(peer(1));
    }
  }

  @Test
  void whateverComesAtTheDeadlineFindsTheJobExpired() {
    AuctionScene scene = AuctionScene.dialing();
    scene.now = START.plus(scene.spec.timeout());
    assertThat(scene.confirmed(1).outcome().status()).isEqualTo(JobStatus.EXPIRED);
  }

  @Test
  void afterTheEndOnlyBidsAreAnswered() {
    AuctionScene scene = AuctionScene.over();
    assertThat(scene.bid(5, 1, 1).told()).containsExactly("reject worker 5 of 1");
    assertThat(scene.result(1, 1).told()).isEmpty();
    assertThat(scene.cancel().told()).isEmpty();
    assertThat(scene.opened().told()).isEmpty();
    assertThat(scene.after(Duration.ofHours(1)).told()).isEmpty();
    assertThat(scene.auction.nextDeadline()).isEmpty();
    assertThat(scene.auction.isOver()).isTrue();
    assertThat(scene.story().stream().filter(line -> line.startsWith("conclude"))).hasSize(1);
  }

  @Test
  void spuriousTimersAreHarmless() {
    for (AuctionScene scene :
        List.of(AuctionScene.soliciting(2), AuctionScene.dialing(), AuctionScene.running())) {
      var due = scene.auction.nextDeadline();
      assertThat(scene.after(Duration.ofMillis(10)).told()).isEmpty();
      assertThat(scene.auction.nextDeadline()).isEqualTo(due);
    }
  }
}
