package io.grapevine.worker;

import static io.grapevine.testing.JobSamples.ECHO;
import static io.grapevine.testing.JobSamples.content;
import static io.grapevine.testing.JobSamples.job;
import static io.grapevine.worker.DeskScene.LEASE;
import static io.grapevine.worker.DeskScene.REQUESTER;
import static io.grapevine.worker.DeskScene.SCRAPE;
import static io.grapevine.worker.DeskScene.TIME_LEFT;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.DeclineReason;
import io.grapevine.job.OfferId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkerDeskAwardTest {
  @Test
  void anAwardTakesTheReservedSlot() {
    DeskScene scene = DeskScene.withSlots(1).offer(1, 1).award(1, 1, 1);
    assertThat(scene.told()).containsExactly("confirm #1");
    assertThat(scene.reports())
        .containsExactly(
            new WorkerReport.Released(new OfferId(job(1), 1), WorkerReport.Cause.AWARDED));
    assertThat(scene.desk.load(0, 0).reserved()).isZero();
    assertThat(scene.desk.load(0, 0).running()).isEqualTo(1);
    assertThat(scene.offer(2, 1).told()).containsExactly("refuse BUSY");
  }

  @Test
  void anAwardWithoutABidIsDeclined() {
    DeskScene scene = DeskScene.withSlots(1).award(1, 1, 1);
    assertThat(scene.told()).containsExactly("decline #1 NO_BID");
    assertThat(scene.reports())
        .containsExactly(new WorkerReport.Declined(scene.assignment(1, 1), DeclineReason.NO_BID));
    assertThat(scene.offer(1, 1).award(1, 2, 1).told()).containsExactly("decline #1 NO_BID");
  }

  /** It may have run there. */
  @Test
  void anAwardOnABidOfAnEarlierLifeIsDeclinedThoughThisOneBidAsWell() {
    DeskScene former = DeskScene.withSlots(1).offer(1, 1).award(1, 1, 1);
    Assignment then = former.assignment(1, 1);
    DeskScene scene = new DeskScene(former.config, 2).offer(1, 1);
    scene.tell(DeskScene.award(then, ECHO, TIME_LEFT, LEASE));
    assertThat(scene.told()).containsExactly("decline #1 NO_BID");
    assertThat(scene.award(1, 1, 1).told()).containsExactly("confirm #1");
  }

  /** Its requester died before it had written the first award down, and knows nothing of it. */
  @Test
  void anAttemptThatNeverGotItsPayloadIsNotInTheWayOfAnotherOfItsName() {
    DeskScene scene = DeskScene.withSlots(2).offer(1, 1).award(1, 1, 1);
    Assignment stale = scene.assignment(1, 1);
    assertThat(scene.offer(1, 2).award(1, 2, 1).told()).containsExactly("confirm #1");
    Assignment fresh = scene.assignment(1, 1);
    assertThat(fresh).isNotEqualTo(stale);
    assertThat(scene.payload(1, 1).told()).containsExactly("start #1");
    scene.tell(new WorkerEvent.RequesterLost(stale));
    assertThat(scene.desk.load(0, 0).running()).isEqualTo(1);
    assertThat(scene.completed(1, 1).told()).containsExactly("result #1");
    scene.tell(DeskScene.award(stale, ECHO, TIME_LEFT, LEASE));
    assertThat(scene.told()).as("no result of the other").containsExactly("confirm #1");
  }

  @Test
  void aBidForOneJobIsGoodForOneAttempt() {
    DeskScene scene = DeskScene.withSlots(2).offer(1, 1).award(1, 1, 1);
    assertThat(scene.award(1, 1, 2).told()).containsExactly("decline #2 NO_BID");
    scene.payload(1, 1).failed(1, 1);
    assertThat(scene.award(1, 1, 2).told()).containsExactly("decline #2 NO_BID");
  }

  @Test
  void anAttemptThatWasLostBeforeItsPayloadCameMayComeBack() {
    DeskScene scene = DeskScene.withSlots(1).offer(1, 1).award(1, 1, 1).lost(1, 1);
    assertThat(scene.desk.load(0, 0).running()).isZero();
    assertThat(scene.award(1, 1, 1).told()).containsExactly("confirm #1");
    assertThat(scene.payload(1, 1).told()).containsExactly("start #1");
  }

  @Test
  void aBidOfWhichTooMuchIsSpentIsForgottenAsAWhole() {
    DeskScene scene = DeskScene.withSlots(1).batch(1, 1, 2).rejected(1, 1);
    int share = 2;
    for (; share < 2 + BidMemory.SPENT_MAX; share++) {
      scene.share(1, share).cancelled(share, 1);
    }
    assertThat(scene.share(1, 2).told()).containsExactly("decline #1 ALREADY_ENDED");
    scene.share(1, share).cancelled(share, 1);
    assertThat(scene.share(1, 2).told()).as("never again").containsExactly("decline #1 NO_BID");
  }

  @Test
  void aRememberedBidIsGoodForAFreeSlot() {
    DeskScene scene = DeskScene.withSlots(1).offer(1, 1).rejected(1, 1);
    assertThat(scene.award(1, 1, 2).told()).containsExactly("confirm #2");
    scene = DeskScene.withSlots(1).offer(1, 1).rejected(1, 1).offer(2, 1);
    assertThat(scene.award(1, 1, 2).told()).containsExactly("decline #2 NO_CAPACITY");
    assertThat(scene.rejected(2, 1).award(1, 1, 2).told())
        .as("its requester turned to others")
        .containsExactly("decline #2 ALREADY_ENDED");
  }

  @Test
  void aBidOfAnOlderRoundTakesTheSlotOfTheNewerOne() {
    DeskScene scene = DeskScene.withSlots(1).offer(1, 1).offer(1, 2).award(1, 1, 1);
    assertThat(scene.told()).containsExactly("confirm #1");
    assertThat(scene.desk.load(0, 0).reserved()).isZero();
  }

  @Test
  void aBidIsForgottenAfterItsTime() {
    DeskScene scene = DeskScene.withSlots(1).offer(1, 1);
    scene.after(BidMemory.AGE_MAX.minusMillis(1));
    assertThat(scene.award(1, 1, 1).told()).containsExactly("confirm #1");
    scene = DeskScene.withSlots(1).offer(1, 1).after(BidMemory.AGE_MAX);
    assertThat(scene.award(1, 1, 1).told()).containsExactly("decline #1 NO_BID");
  }

  @Test
  void theOldestBidIsForgottenWhenThereAreTooMany() {
    DeskScene scene = DeskScene.withSlots(1);
    for (int job = 1; job <= BidMemory.BIDS_MAX; job++) {
      scene.offer(job, 1).rejected(job, 1);
    }
    scene.award(1, 1, 1).cancelled(1, 1);
    scene.now = scene.now.plusSeconds(1);
    scene.offer(BidMemory.BIDS_MAX + 1, 1).rejected(BidMemory.BIDS_MAX + 1, 1);
    assertThat(scene.award(1, 1, 2).told()).containsExactly("decline #2 NO_BID");
    assertThat(scene.award(2, 1, 1).told()).containsExactly("confirm #1");
  }

  @Test
  void anAwardThatDoesNotMatchTheOfferIsDeclined() {
    DeskScene scene = DeskScene.withSlots(1).offer(1, 1);
    assertThat(scene.award(1, 1, 1, SCRAPE, LEASE, TIME_LEFT).told())
        .containsExactly("decline #1 INVALID");
    assertThat(scene.award(1, 1, 1, ECHO, LEASE, Duration.ZERO).told())
        .containsExactly("decline #1 INVALID");
  }

  @Test
  void aDrainingWorkerDeclinesNewAwards() {
    DeskScene scene = DeskScene.withSlots(2).offer(1, 1).drain();
    assertThat(scene.reports())
        .containsExactly(
            new WorkerReport.Released(new OfferId(job(1), 1), WorkerReport.Cause.EXPIRED));
    assertThat(scene.award(1, 1, 1).told()).containsExactly("decline #1 SHUTTING_DOWN");
  }

  @Test
  void thePayloadStartsTheRunForTheTimeThatIsLeft() {
    DeskScene scene = DeskScene.withSlots(1).offer(1, 1).award(1, 1, 1);
    scene.after(Duration.ofSeconds(1)).payload(1, 1);
    assertThat(scene.told()).containsExactly("start #1");
    assertThat(((WorkerEffect.StartRun) scene.effects().getFirst()).limit())
        .isEqualTo(TIME_LEFT.minusSeconds(1));
    assertThat(scene.payload(1, 1).told()).as("a second payload").isEmpty();
  }

  @Test
  void aPayloadThatIsNotTheAwardedOneFreesTheSlot() {
    DeskScene scene = DeskScene.withSlots(1).offer(1, 1).award(1, 1, 1);
    assertThat(scene.payload(1, 1, content("Payload")).told())
        .containsExactly("decline #1 INVALID");
    assertThat(scene.desk.load(0, 0).running()).isZero();
    assertThat(scene.payload(1, 1).told()).isEmpty();
  }

  @Test
  void aPayloadThatDoesNotComeFreesTheSlot() {
    DeskScene scene = DeskScene.withSlots(1).offer(1, 1).award(1, 1, 1).whenDue();
    assertThat(scene.told()).containsExactly("decline #1 NO_CAPACITY");
    assertThat(scene.desk.load(0, 0).running()).isZero();
    assertThat(scene.payload(1, 1).told()).isEmpty();
  }

  @Test
  void anAwardThatIsRepeatedWhileThePayloadIsAwaitedIsConfirmedAgain() {
    DeskScene scene = DeskScene.withSlots(1).offer(1, 1).award(1, 1, 1).award(1, 1, 1);
    assertThat(scene.told()).containsExactly("confirm #1");
    assertThat(scene.desk.load(0, 0).running()).isEqualTo(1);
  }

  @Test
  void anAwardThatIsRepeatedWhileItRunsDoesNotRunTwice() {
    DeskScene scene = DeskScene.running().lost(1, 1).award(1, 1, 1);
    assertThat(scene.told()).containsExactly("confirm #1");
    assertThat(scene.payload(1, 1).told()).isEmpty();
    assertThat(scene.whenDue().told()).containsExactly("heartbeat #1");
  }

  @Test
  void anAwardThatIsRepeatedAfterTheEndGetsTheKeptResult() {
    DeskScene scene = DeskScene.running().lost(1, 1).completed(1, 1);
    assertThat(scene.told()).as("nobody listens").isEmpty();
    assertThat(scene.drain().award(1, 1, 1).told()).containsExactly("confirm #1", "result #1");
    assertThat(scene.award(1, 1, 1).told()).containsExactly("confirm #1", "result #1");
    scene.acknowledged(1, 1);
    assertThat(scene.award(1, 1, 1).told()).containsExactly("decline #1 ALREADY_ENDED");
  }

  @Test
  void anEndedAttemptNeverRunsAgain() {
    assertThat(DeskScene.running().failed(1, 1).award(1, 1, 1).told())
        .containsExactly("decline #1 ALREADY_ENDED");
    assertThat(DeskScene.running().cancelled(1, 1).award(1, 1, 1).told())
        .containsExactly("decline #1 ALREADY_ENDED");
    DeskScene awaiting = DeskScene.withSlots(1).offer(1, 1).award(1, 1, 1).cancelled(1, 1);
    assertThat(awaiting.award(1, 1, 1).told()).containsExactly("decline #1 ALREADY_ENDED");
  }

  @Test
  void absurdDurationsAreCutToReason() {
    Duration absurd = Duration.ofSeconds(Long.MAX_VALUE);
    DeskScene scene = DeskScene.withSlots(1).offer(1, 1).award(1, 1, 1, ECHO, absurd, absurd);
    assertThat(scene.desk.nextDeadline()).contains(scene.now.plus(Award.LEASE_MAX));
    scene.payload(1, 1);
    assertThat(((WorkerEffect.StartRun) scene.effects().getFirst()).limit())
        .isEqualTo(Award.TIME_LEFT_MAX);

    scene = DeskScene.withSlots(1).offer(1, 1);
    scene.award(1, 1, 1, ECHO, Duration.ofNanos(1), TIME_LEFT);
    assertThat(scene.desk.nextDeadline()).contains(scene.now.plus(Award.LEASE_MIN));
  }

  @Test
  void awardsOfStrangersForTheSameJobAreDeclined() {
    DeskScene scene = DeskScene.withSlots(2).offer(7, 1, 1, ECHO);
    assertThat(REQUESTER).isNotEqualTo(7);
    assertThat(scene.award(1, 1, 1).told()).containsExactly("decline #1 NO_BID");
  }
}
