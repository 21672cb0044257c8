package io.grapevine.worker;

import static io.grapevine.testing.JobSamples.ECHO;
import static io.grapevine.worker.DeskScene.LEASE;
import static io.grapevine.worker.DeskScene.PAYLOAD;
import static io.grapevine.worker.DeskScene.REQUESTER;
import static io.grapevine.worker.DeskScene.SCRAPE;
import static io.grapevine.worker.DeskScene.TIME_LEFT;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.Load;
import io.grapevine.job.Offer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerDeskQueueTest {
  @Test
  void aBidForAPlaceInTheQueueSaysWhenTheJobWouldStart() {
    DeskScene scene = DeskScene.withQueue(2);
    assertThat(scene.offer(2, 1).bid().startsIn()).isEqualTo(RunTimes.UNKNOWN);
    scene.award(2, 1, 2);
    assertThat(scene.offer(3, 1).bid().startsIn()).isEqualTo(RunTimes.UNKNOWN.multipliedBy(2));
    assertThat(scene.bid().load()).isEqualTo(new Load(1, 1, 1, 1, 0.5, 0));
    assertThat(DeskScene.withSlots(1).offer(1, 1).bid().startsIn()).isZero();
  }

  @Test
  void theExpectedStartFollowsTheRunTimesOfTheType() {
    DeskScene scene = DeskScene.withQueue(1);
    scene.now = scene.now.plusSeconds(4);
    scene.completed(1, 1).offer(2, 1).award(2, 1, 2).payload(2, 2);
    assertThat(scene.offer(3, 1).bid().startsIn()).isEqualTo(Duration.ofSeconds(4));
    assertThat(scene.rejected(3, 1).offer(REQUESTER, 4, 1, SCRAPE).bid().startsIn())
        .as("of another type no run has ended, but its slot is taken all the same")
        .isEqualTo(RunTimes.UNKNOWN);
  }

  @Test
  void refusesWhenTheQueueIsFullToo() {
    DeskScene scene = DeskScene.withQueue(1).offer(2, 1);
    assertThat(scene.told()).containsExactly("bid 1 for 100");
    assertThat(scene.offer(3, 1).told()).containsExactly("refuse BUSY");
    scene.award(2, 1, 2);
    assertThat(scene.offer(3, 1).told()).containsExactly("refuse BUSY");
  }

  @Test
  void itsQueueIsOpenToThoseWhoAskOnlySome() {
    DeskScene scene = DeskScene.withQueue(1);
    for (int job = 2; scene.told().isEmpty() || job == 2; job++) {
      scene.offer(REQUESTER, job, 1, ECHO, PAYLOAD.size(), Offer.SAMPLE_ALL / 10);
    }
    assertThat(scene.told()).containsExactly("bid 1 for 100");
    assertThat(scene.bid().startsIn()).isPositive();
  }

  @Test
  void aSlotThatIsOnlyHeldForABidDoesNotDelayTheNextOne() {
    DeskScene scene = new DeskScene(DeskScene.withSlots(1).config.withQueue(2));
    assertThat(scene.offer(7, 1, 1, ECHO).bid().startsIn()).isZero();
    assertThat(scene.offer(2, 1).bid().startsIn()).isZero();
    assertThat(scene.bid().load().occupancy()).as("it says what is held").isEqualTo(1);
    assertThat(scene.award(2, 1, 2).told()).containsExactly("confirm #2");
    assertThat(scene.offer(8, 3, 1, ECHO).bid().startsIn()).isEqualTo(RunTimes.UNKNOWN);
  }

  @Test
  void anAwardInTheQueueIsConfirmedAndItsLeaseIsRenewed() {
    DeskScene scene = DeskScene.withQueue(1).lost(1, 1).offer(2, 1).award(2, 1, 2);
    assertThat(scene.told()).containsExactly("confirm #2");
    scene.payload(2, 2);
    assertThat(scene.told()).isEmpty();
    assertThat(scene.reports()).containsExactly(new WorkerReport.Queued(scene.assignment(2, 2)));
    assertThat(scene.whenDue().told()).containsExactly("heartbeat #2");
    assertThat(scene.whenDue().told()).containsExactly("heartbeat #2");
  }

  @Test
  void whatWaitsStartsWhenASlotIsFree() {
    DeskScene scene = DeskScene.withQueue(1).enqueue(REQUESTER, 2);
    assertThat(scene.completed(1, 1).told()).containsExactly("result #1", "start #2");
    assertThat(scene.desk.load(0, 0)).isEqualTo(new Load(1, 0, 0, 1, 0, 0));
    assertThat(scene.completed(2, 2).told()).containsExactly("result #2");
  }

  @Test
  void aSlotThatIsGivenBackUnusedServesTheQueue() {
    DeskScene scene = new DeskScene(DeskScene.withSlots(1).config.withQueue(1));
    scene.offer(1, 1).enqueue(7, 2);
    assertThat(scene.told()).isEmpty();
    assertThat(scene.rejected(1, 1).told()).containsExactly("start #2");
  }

  @Test
  void anAwardWhosePayloadIsOnItsWayKeepsItsTurn() {
    DeskScene scene = DeskScene.withQueue(2).offer(2, 1).award(2, 1, 2).enqueue(REQUESTER, 3);
    assertThat(scene.completed(1, 1).told()).containsExactly("result #1");
    assertThat(scene.payload(2, 2).told()).containsExactly("start #2");
    assertThat(scene.completed(2, 2).told()).containsExactly("result #2", "start #3");
  }

  @Test
  void theQueueServesItsRequestersInTurns() {
    DeskScene scene = DeskScene.withQueue(5);
    scene.enqueue(REQUESTER, 2).enqueue(REQUESTER, 3).enqueue(REQUESTER, 4).enqueue(7, 5);
    assertThat(scene.completed(1, 1).told()).containsExactly("result #1", "start #2");
    assertThat(scene.completed(2, 2).told()).as("7 had no turn yet").contains("start #5");
    scene.tell(
        new WorkerEvent.RunFailed(
            scene.assignment(7, 5, 5), Failure.permanent(FailureCode.INPUT_REJECTED, "bad")));
    assertThat(scene.told()).contains("start #3");
  }

  @Test
  void aTypeWithAFreeSlotDoesNotWaitBehindOneWithout() {
    DeskScene scene =
        new DeskScene(WorkerConfig.defaults(2, Map.of(ECHO, 2, SCRAPE, 1)).withQueue(2));
    scene.offer(REQUESTER, 1, 1, SCRAPE).award(1, 1, 1, SCRAPE, LEASE, TIME_LEFT).payload(1, 1);
    scene.offer(REQUESTER, 2, 1, SCRAPE).award(2, 1, 2, SCRAPE, LEASE, TIME_LEFT).payload(2, 2);
    assertThat(scene.told()).as("it waits").isEmpty();
    scene.offer(3, 1).award(3, 1, 3);
    assertThat(scene.payload(3, 3).told()).containsExactly("start #3");
  }

  @Test
  void whatIsCancelledInTheQueueNeverStarts() {
    DeskScene scene = DeskScene.withQueue(1).enqueue(REQUESTER, 2).cancelled(2, 2);
    assertThat(scene.told()).isEmpty();
    assertThat(scene.desk.load(0, 0).queued()).isZero();
    assertThat(scene.completed(1, 1).told()).containsExactly("result #1");
    assertThat(scene.award(2, 1, 2).told()).containsExactly("decline #2 ALREADY_ENDED");
  }

  @Test
  void anAwardThatIsRepeatedInTheQueueIsConfirmedAndStartsOnce() {
    DeskScene scene = DeskScene.withQueue(1).enqueue(REQUESTER, 2).lost(2, 2).award(2, 1, 2);
    assertThat(scene.told()).containsExactly("confirm #2");
    assertThat(scene.payload(2, 2).told()).isEmpty();
    assertThat(scene.completed(1, 1).told()).containsExactly("result #1", "start #2");
  }

  @Test
  void aPlaceInTheQueueIsGivenUpWhenItsRequesterIsGoneForLongerThanTheLease() {
    DeskScene scene = DeskScene.withQueue(1).lost(1, 1).enqueue(REQUESTER, 2).lost(2, 2);
    assertThat(scene.after(LEASE.minusMillis(1)).desk.load(0, 0).queued()).isEqualTo(1);
    assertThat(scene.after(Duration.ofMillis(1)).desk.load(0, 0).queued()).isZero();
    assertThat(scene.award(2, 1, 2).told()).as("it never began").containsExactly("confirm #2");
  }

  @Test
  void whatWaitsForLongerThanTheJobHasTimeIsOver() {
    DeskScene scene = DeskScene.withQueue(1).lost(1, 1).offer(2, 1);
    scene.award(2, 1, 2, ECHO, LEASE, Duration.ofSeconds(1)).payload(2, 2);
    assertThat(scene.whenDue().told()).containsExactly("failure #2 DEADLINE_EXCEEDED, not begun");
    assertThat(scene.desk.load(0, 0).queued()).isZero();
  }

  @Test
  void whatWaitedHasSoMuchLessTimeToRunAndItsLeaseWasKeptMeanwhile() {
    DeskScene scene = DeskScene.withQueue(1).lost(1, 1).offer(2, 1);
    scene.award(2, 1, 2, ECHO, LEASE, Duration.ofMinutes(1)).payload(2, 2);
    Instant queuedAt = scene.now;
    Instant heardAt = scene.now;
    while (scene.now.isBefore(queuedAt.plus(LEASE.multipliedBy(3)))) {
      scene.whenDue();
      assertThat(scene.told()).containsExactly("heartbeat #2");
      assertThat(Duration.between(heardAt, scene.now)).isLessThanOrEqualTo(LEASE.dividedBy(3));
      heardAt = scene.now;
    }
    Duration waited = Duration.between(queuedAt, scene.now);
    scene.completed(1, 1);
    assertThat(scene.effects())
        .filteredOn(WorkerEffect.StartRun.class::isInstance)
        .extracting(effect -> ((WorkerEffect.StartRun) effect).limit())
        .containsExactly(Duration.ofMinutes(1).minus(waited));
  }

  @Test
  void aWorkerThatDrainsGivesBackWhatHasNotBegun() {
    DeskScene scene = DeskScene.withQueue(2).enqueue(REQUESTER, 2).offer(3, 1).award(3, 1, 3);
    assertThat(scene.drain().told())
        .containsExactly(
            "failure #2 WORKER_STOPPING, not begun", "failure #3 WORKER_STOPPING, not begun");
    assertThat(scene.desk.load(0, 0).running()).isEqualTo(1);
    assertThat(scene.completed(1, 1).told()).containsExactly("result #1");
    assertThat(scene.acknowledged(1, 1).desk.isDrained()).isTrue();
  }

  @Test
  void aWorkerThatMustStopGivesBackWhatRuns() {
    DeskScene scene = DeskScene.running().drain().stop();
    assertThat(scene.told()).containsExactly("failure #1 WORKER_STOPPING", "stop #1");
    assertThat(scene.desk.isDrained()).isTrue();
    assertThat(scene.failed(1, 1).effects()).isEmpty();
    assertThat(DeskScene.running().lost(1, 1).stop().told())
        .as("nobody listens")
        .containsExactly("stop #1");
  }
}
