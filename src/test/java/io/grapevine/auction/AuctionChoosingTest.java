package io.grapevine.auction;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Load;
import io.grapevine.job.RefusalReason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AuctionChoosingTest {
  private static final Load IDLE = new Load(0, 1, 0, 4, 0.9, 0.9);

  @Test
  void closesAtOnceForAnIdleBidder() {
    AuctionScene scene = AuctionScene.soliciting(10).bid(1, 1, 2);
    assertThat(scene.told()).containsExactly("record BidPlaced");
    assertThat(scene.bid(2, 1, IDLE).told())
        .containsExactly(
            "record BidPlaced",
            "record Awarded",
            "dial #1 worker 2",
            "reject worker 1 of 1",
            "payload #1");
  }

  @Test
  void closesWithEnoughBidsAndDialsTheLeastLoaded() {
    AuctionScene scene = AuctionScene.soliciting(10).bid(1, 1, 3).bid(2, 1, 1);
    assertThat(scene.auction.phase()).isEqualTo(Phase.SOLICITING);
    assertThat(scene.bid(3, 1, 2).told()).contains("dial #1 worker 2");
  }

  @Test
  void closesWhenEverybodyHasAnswered() {
    AuctionScene scene = AuctionScene.soliciting(3).bid(1, 1, 3).refusal(2, 1, RefusalReason.BUSY);
    assertThat(scene.auction.phase()).isEqualTo(Phase.SOLICITING);
    assertThat(scene.refusal(3, 1, RefusalReason.BUSY).told()).contains("dial #1 worker 1");
  }

  @Test
  void closesWhenTheOthersHadAsLongAgainAsTheFirstAnswer() {
    AuctionScene scene = AuctionScene.soliciting(10).after(Duration.ofMillis(40)).bid(1, 1, 3);
    assertThat(scene.after(Duration.ofMillis(39)).told()).isEmpty();
    assertThat(scene.after(Duration.ofMillis(1)).told())
        .containsExactly("record Awarded", "dial #1 worker 1", "payload #1");
  }

  @Test
  void anAnswerThatOvertakesTheWordFromGossipTellsHowLongToWaitToo() {
    AuctionScene scene = AuctionScene.unopened().opened().after(Duration.ofMillis(3)).bid(1, 1, 3);
    scene.after(Duration.ofMillis(2)).published(1, 10, 10);
    assertThat(scene.auction.nextDeadline()).contains(scene.now.plusMillis(5));
  }

  @Test
  void waitsForTheWindowWhenOnlyTheRequesterItselfHasAnswered() {
    AuctionScene scene =
        AuctionScene.soliciting(10).after(Duration.ofMillis(1)).bid(AuctionScene.REQUESTER, 1, 3);
    assertThat(scene.after(Duration.ofMillis(998)).told()).isEmpty();
    assertThat(scene.after(Duration.ofMillis(1)).told())
        .containsExactly("record Awarded", "dial #1 worker 100", "payload #1");
  }

  @Test
  void closesWhenTheWindowIsOverHoweverLateTheFirstAnswerIs() {
    AuctionScene scene = AuctionScene.soliciting(10).after(Duration.ofMillis(600)).bid(1, 1, 3);
    assertThat(scene.auction.nextDeadline()).contains(scene.now.plusMillis(400));
  }

  @Test
  void dialsWithinItsLimitAndTheTimeThatIsLeft() {
    AuctionScene scene = AuctionScene.soliciting(1).bid(1, 1, 1);
    AuctionEffect.Dial dial = (AuctionEffect.Dial) scene.all.get(scene.all.size() - 2);
    assertThat(dial.limit()).isEqualTo(scene.config.dialLimit());
    assertThat(dial.timeLeft()).isEqualTo(scene.spec.timeout());
    assertThat(dial.lease()).isEqualTo(scene.config.lease());
    assertThat(dial.offer()).isEqualTo(scene.offer(1));
  }

  @Test
  void aRepeatedBidIsNotRecordedTwice() {
    AuctionScene scene = AuctionScene.soliciting(10).bid(1, 1, 3);
    assertThat(scene.bid(1, 1, 1).told()).isEmpty();
  }

  @Test
  void keepsLateBidsAsFallbackWhileItDials() {
    AuctionScene scene = AuctionScene.soliciting(10).bid(1, 1, IDLE);
    assertThat(scene.bid(2, 1, 1).told())
        .containsExactly("record BidPlaced", "reject worker 2 of 1");
    assertThat(scene.dialFailed(1).told()).contains("dial #2 worker 2");
  }

  @Test
  void rejectsLateBidsWhileItRunsButRemembersThem() {
    AuctionScene scene = AuctionScene.soliciting(1).bid(1, 1, IDLE).confirmed(1);
    assertThat(scene.bid(2, 1, 1).told())
        .containsExactly("record BidPlaced", "reject worker 2 of 1");
    assertThat(scene.silent().told()).contains("dial #2 worker 2");
  }

  @Test
  void theAwardFreesAllOtherBidders() {
    AuctionScene scene = AuctionScene.soliciting(3).bid(1, 1, 1).bid(2, 1, 2).bid(3, 1, 3);
    assertThat(scene.told())
        .endsWith("dial #1 worker 1", "reject worker 2 of 1", "reject worker 3 of 1", "payload #1");
    assertThat(scene.confirmed(1).told()).containsExactly("record AttemptStarted");
  }

  @Test
  void aRefusalWithdrawsTheBid() {
    AuctionScene scene =
        AuctionScene.soliciting(10).bid(1, 1, 1).refusal(1, 1, RefusalReason.NOT_ALLOWED);
    assertThat(scene.whenDue().told()).as("a pause before the next round").isEmpty();
    assertThat(scene.auction.phase()).isEqualTo(Phase.QUEUED);
  }

  @Test
  void aWorkerThatWasTriedIsNotTriedAgainInTheSameRound() {
    AuctionScene scene = AuctionScene.dialing().dialFailed(1);
    assertThat(scene.bid(1, 1, 0).told()).containsExactly("reject worker 1 of 1");
    assertThat(scene.dialFailed(2).told()).contains("publish 2 at 1000000");
  }

  @Test
  void inLaterRoundsATriedWorkerRanksAfterOthers() {
    AuctionScene scene = AuctionScene.soliciting(1).bid(1, 1, 1).dialFailed(1).published(2, 3, 3);
    scene.bid(1, 2, 1).bid(2, 2, 3);
    assertThat(scene.whenDue().told()).contains("dial #2 worker 2");
    assertThat(scene.dialFailed(2).told()).contains("dial #3 worker 1");
  }

  @Test
  void aBidFromTheWorkerThatIsDialledLeavesItsSlotAlone() {
    assertThat(AuctionScene.dialing().bid(1, 1, 0).told()).isEmpty();
    assertThat(AuctionScene.running().bid(1, 1, 0).told()).isEmpty();
  }
}
