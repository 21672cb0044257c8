package io.grapevine.auction;

import static io.grapevine.testing.JobSamples.ECHO;
import static io.grapevine.testing.JobSamples.START;
import static io.grapevine.testing.JobSamples.peer;
import static io.grapevine.testing.JobSamples.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.Delivery;
import io.grapevine.job.Load;
import io.grapevine.job.RefusalReason;
import io.grapevine.job.SelectionPolicy;
import io.grapevine.testing.Randomised;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Workers 1 to 3 have just failed: how long a round waits for others. */
class AuctionDoubtTest {
  private static final Load IDLE = new Load(0, 1, 0, 4, 0, 0);

  private final Selection selection =
      new Selection(SelectionPolicy.LEAST_LOADED, Selection.HALF_LIFE, Randomised.ofSeed(1));

  @Test
  void aQuickAnswerOfADoubtfulWorkerLeavesTheOthersMoreTime() {
    AuctionScene scene = soliciting(10).after(Duration.ofMillis(10)).bid(1, 1, IDLE);
    assertThat(scene.after(Duration.ofMillis(39)).told()).isEmpty();
    assertThat(scene.bid(4, 1, IDLE).told()).contains("dial #1 worker 4");
  }

  @Test
  void aDoubtfulWorkerGetsTheJobWhenNobodyElseCame() {
    AuctionScene scene = soliciting(10).after(Duration.ofMillis(10)).bid(1, 1, IDLE);
    assertThat(scene.after(Duration.ofMillis(40)).told()).contains("dial #1 worker 1");
  }

  @Test
  void nobodyWaitsLongerThanTheWindow() {
    AuctionScene scene = soliciting(10).after(Duration.ofMillis(400)).bid(1, 1, IDLE);
    assertThat(scene.after(Duration.ofMillis(600)).told()).contains("dial #1 worker 1");
  }

  @Test
  void aTrustedWorkerThatIsBusyTellsHowFarAwayTheOthersAre() {
    AuctionScene scene = soliciting(10).after(Duration.ofMillis(10)).bid(1, 1, IDLE);
    scene.after(Duration.ofMillis(2)).bid(4, 1, 3);
    assertThat(scene.after(Duration.ofMillis(11)).told()).isEmpty();
    assertThat(scene.after(Duration.ofMillis(1)).told()).contains("dial #1 worker 4");
  }

  @Test
  void aTrustedWorkerThatComesLateDoesNotExtendTheRound() {
    AuctionScene scene = soliciting(10).after(Duration.ofMillis(10)).bid(1, 1, IDLE);
    scene.after(Duration.ofMillis(30)).bid(4, 1, 3);
    assertThat(scene.after(Duration.ofMillis(10)).told()).contains("dial #1 worker 4");
  }

  @Test
  void aRefusalOfADoubtfulWorkerLeavesTheOthersMoreTimeToo() {
    AuctionScene scene =
        soliciting(10).after(Duration.ofMillis(10)).refusal(1, 1, RefusalReason.BUSY);
    assertThat(scene.auction.nextDeadline()).contains(scene.now.plusMillis(40));
  }

  @Test
  void anAnswerThatOvertakesTheWordFromGossipLeavesMoreTimeToo() {
    AuctionScene scene = opened().after(Duration.ofMillis(3)).bid(1, 1, 3);
    scene.after(Duration.ofMillis(2)).published(1, 10, 10);
    assertThat(scene.auction.nextDeadline()).contains(scene.now.plusMillis(20));
  }

  @Test
  void threeDoubtfulBidsAreNotEnough() {
    AuctionScene scene = soliciting(10).after(Duration.ofMillis(10));
    scene.bid(1, 1, 1).bid(2, 1, 1).bid(3, 1, 1);
    assertThat(scene.auction.phase()).isEqualTo(Phase.SOLICITING);
    scene.bid(4, 1, 3).bid(5, 1, 3);
    assertThat(scene.auction.phase()).isEqualTo(Phase.SOLICITING);
    assertThat(scene.bid(6, 1, 2).told()).contains("dial #1 worker 6");
  }

  @Test
  void thereIsNoWaitWhenEverybodyHasAnswered() {
    AuctionScene scene = soliciting(3).bid(1, 1, 1).bid(2, 1, 1);
    assertThat(scene.bid(3, 1, 0).told()).contains("dial #1 worker 3");
  }

  private AuctionScene soliciting(int workers) {
    return opened().published(1, workers, workers);
  }

  private AuctionScene opened() {
    for (int worker = 1; worker <= 3; worker++) {
      selection.observe(
          new Conduct(peer(worker), ECHO, AttemptEnd.WORK_FAILED, false, Duration.ZERO), START);
    }
    return new AuctionScene(
            spec(1, 3, Delivery.AT_LEAST_ONCE), AuctionConfig.defaults(), selection, 0)
        .opened();
  }
}
