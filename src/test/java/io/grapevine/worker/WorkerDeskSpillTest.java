package io.grapevine.worker;

import static io.grapevine.testing.JobSamples.START;
import static io.grapevine.testing.JobSamples.content;
import static io.grapevine.testing.JobSamples.usage;
import static io.grapevine.worker.DeskScene.REQUESTER;
import static io.grapevine.worker.DeskScene.RESULT;
import static io.grapevine.worker.DeskScene.former;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.testing.JobSamples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WorkerDeskSpillTest {
  @Test
  void aLargeResultThatNobodyListensForGoesToDisk() {
    DeskScene scene = spilling(0, 100).lost(1, 1).completed(1, 1);
    assertThat(scene.told()).containsExactly("store #1");
  }

  @Test
  void aResultThatIsAboutToBeTakenStaysInMemoryUntilItsRequesterIsLost() {
    DeskScene scene = spilling(0, 100).completed(1, 1);
    assertThat(scene.told()).containsExactly("result #1");
    assertThat(scene.lost(1, 1).told()).containsExactly("store #1");
  }

  @Test
  void aSmallResultStaysInMemoryBesides() {
    DeskScene scene = spilling(RESULT.size(), 100).lost(1, 1).completed(1, 1);
    assertThat(scene.told()).containsExactly("store #1");
    assertThat(stored(scene, 1).award(1, 1, 1).told()).containsExactly("confirm #1", "result #1");
    assertThat(scene.acknowledged(1, 1).told()).containsExactly("forget #1");
  }

  @Test
  void aResultThatIsNotAcknowledgedWithinAMomentGoesToDisk() {
    DeskScene scene = spilling(0, 100).completed(1, 1);
    assertThat(scene.after(KeptResults.ACKNOWLEDGEMENT_WAIT.minusMillis(1)).told()).isEmpty();
    assertThat(scene.whenDue().told()).containsExactly("store #1");
    assertThat(scene.lost(1, 1).told()).as("once is enough").isEmpty();
  }

  @Test
  void aResultThatIsAcknowledgedAtOnceNeverMeetsTheDisk() {
    DeskScene scene = spilling(0, 100).completed(1, 1).acknowledged(1, 1);
    assertThat(scene.told()).isEmpty();
    assertThat(scene.desk.nextDeadline()).isEmpty();
  }

  @Test
  void anAcknowledgedResultDoesNotKeepTheNextOneFromTheDisk() {
    DeskScene scene = spilling(0, 100).completed(1, 1).acknowledged(1, 1);
    scene.enqueue(REQUESTER, 2).completed(2, 2);
    assertThat(scene.desk.nextDeadline())
        .contains(scene.now.plus(KeptResults.ACKNOWLEDGEMENT_WAIT));
    assertThat(scene.whenDue().told()).containsExactly("store #2");
  }

  @Test
  void aWorkerThatMustStopWritesWhatIsNotAcknowledged() {
    DeskScene scene = spilling(0, 100).completed(1, 1).stop();
    assertThat(scene.told()).containsExactly("store #1");
  }

  @Test
  void aDiskWithoutRoomIsNotAsked() {
    assertThat(spilling(0, 0).lost(1, 1).completed(1, 1).told()).isEmpty();
    assertThat(spilling(0, RESULT.size() - 1L).lost(1, 1).completed(1, 1).told()).isEmpty();
  }

  @Test
  void aResultOfAnEarlierLifeIsDeliveredToTheRequesterThatAsksAgain() {
    DeskScene scene = reborn(10, found(1, START)).award(1, 1, 1);
    assertThat(scene.told()).containsExactly("confirm #1", "load #1");
    scene.tell(new WorkerEvent.ResultLoaded(scene.assignment(1, 1), RESULT));
    assertThat(scene.told()).containsExactly("result #1");
    assertThat(scene.award(2, 1, 2).told()).containsExactly("decline #2 NO_BID");
    assertThat(scene.acknowledged(1, 1).told()).containsExactly("forget #1");
    assertThat(scene.desk.nextDeadline()).isEmpty();
  }

  @Test
  void aResultOfAnEarlierLifeExpiresWhenItWouldHave() {
    Duration retention = DeskScene.withSlots(1).config.resultRetention();
    DeskScene scene = reborn(10, found(1, START.minus(retention).plusSeconds(5)));
    assertThat(scene.desk.nextDeadline()).contains(START.plusSeconds(5));
    assertThat(scene.whenDue().told()).containsExactly("forget #1");
    DeskScene late = reborn(10, found(1, START.minus(retention)));
    assertThat(late.told()).containsExactly("forget #1");
    assertThat(late.desk.nextDeadline()).isEmpty();
  }

  @Test
  void aClockThatWasSetBackKeepsNoResultForLonger() {
    Duration retention = DeskScene.withSlots(1).config.resultRetention();
    DeskScene scene = reborn(10, found(1, START.plus(Duration.ofDays(400))));
    assertThat(scene.desk.nextDeadline()).contains(START.plus(retention));
  }

  @Test
  void theOldestOfEarlierLivesGoWhenThereAreTooMany() {
    StoredResult[] three = {found(1, at(-1)), found(2, at(-3)), found(3, at(-2))};
    assertThat(reborn(10, three).told()).isEmpty();
    assertThat(reborn(1, three).told()).containsExactly("forget #2", "forget #3");
    DeskScene full = rebornWithRoomFor(RESULT.size() * 2L, 10, three);
    assertThat(full.told()).containsExactly("forget #2");
  }

  @Test
  void aResultOnDiskIsReadForTheRequesterThatComesBack() {
    DeskScene scene = stored().award(1, 1, 1);
    assertThat(scene.told()).containsExactly("confirm #1", "load #1");
    scene.tell(new WorkerEvent.ResultLoaded(scene.assignment(1, 1), RESULT));
    assertThat(scene.told()).containsExactly("result #1");
    assertThat(scene.acknowledged(1, 1).told()).containsExactly("forget #1");
    assertThat(scene.award(1, 1, 1).told()).containsExactly("decline #1 ALREADY_ENDED");
  }

  @Test
  void aResultThatIsStillOnItsWayToDiskIsDeliveredFromMemory() {
    DeskScene scene = spilling(0, 100).lost(1, 1).completed(1, 1).award(1, 1, 1);
    assertThat(scene.told()).containsExactly("confirm #1", "result #1");
    assertThat(scene.acknowledged(1, 1).told()).containsExactly("forget #1");
    assertThat(stored(scene, 1).told()).as("it came too late").isEmpty();
  }

  @Test
  void aResultThatChangedOnDiskIsNotDelivered() {
    DeskScene scene = stored().award(1, 1, 1);
    scene.tell(new WorkerEvent.ResultLoaded(scene.assignment(1, 1), content("another")));
    assertThat(scene.told()).containsExactly("forget #1", "failure #1 WORK_FAILED");
    assertThat(scene.award(1, 1, 1).told()).containsExactly("decline #1 ALREADY_ENDED");
  }

  @Test
  void aResultThatCannotBeReadIsAFailureThatAnotherWorkerMayMend() {
    DeskScene scene = stored().award(1, 1, 1);
    scene.tell(new WorkerEvent.ResultUnreadable(scene.assignment(1, 1)));
    assertThat(scene.told()).containsExactly("forget #1", "failure #1 WORK_FAILED");
  }

  @Test
  void aResultThatTheDiskDoesNotTakeStaysInMemory() {
    DeskScene scene = spilling(0, 100).lost(1, 1).completed(1, 1);
    scene.tell(new WorkerEvent.ResultNotStored(scene.assignment(1, 1)));
    assertThat(scene.award(1, 1, 1).told()).containsExactly("confirm #1", "result #1");
    assertThat(scene.lost(1, 1).told()).as("it is not tried again").isEmpty();
  }

  @Test
  void aResultOnDiskExpiresThere() {
    DeskScene scene = stored().whenDue();
    assertThat(scene.told()).containsExactly("forget #1");
    assertThat(scene.reports())
        .containsExactly(new WorkerReport.ResultExpired(scene.assignment(1, 1)));
  }

  @Test
  void theOldestResultGoesWhenTheDiskIsFull() {
    DeskScene scene = spilling(0, RESULT.size() * 2L);
    stored(scene.lost(1, 1).completed(1, 1), 1);
    for (int job = 2; job <= 3; job++) {
      scene.enqueue(REQUESTER, job).lost(job, job).completed(job, job);
      stored(scene, job);
    }
    assertThat(scene.told()).containsExactly("forget #1");
    assertThat(scene.reports())
        .containsExactly(new WorkerReport.ResultExpired(scene.assignment(1, 1)));
  }

  @Test
  void aResultThatIsGoneWhenItWasReadIsNotDelivered() {
    DeskScene scene = stored().award(1, 1, 1).cancelled(1, 1);
    assertThat(scene.told()).containsExactly("forget #1");
    scene.tell(new WorkerEvent.ResultLoaded(scene.assignment(1, 1), RESULT));
    assertThat(scene.told()).isEmpty();
  }

  private static StoredResult found(int job, Instant since) {
    return new StoredResult(former(job, job), RESULT.digest(), RESULT.size(), usage(RESULT), since);
  }

  private static Instant at(int seconds) {
    return START.plusSeconds(seconds);
  }

  private static DeskScene reborn(int resultsMax, StoredResult... found) {
    return rebornWithRoomFor(1_000, resultsMax, found);
  }

  private static DeskScene rebornWithRoomFor(
      long diskBytesMax, int resultsMax, StoredResult... found) {
    WorkerConfig config =
        new WorkerConfig(
            1,
            new TreeMap<>(Map.of(JobSamples.ECHO, 1)),
            Duration.ofSeconds(3),
            1,
            1_000,
            DeskScene.withSlots(1).config.resultRetention(),
            resultsMax,
            Set.of());
    return new DeskScene(config.withSpill(new ResultSpill(0, diskBytesMax)))
        .tell(new WorkerEvent.ResultsFound(List.of(found)));
  }

  private static DeskScene stored() {
    return stored(spilling(0, 100).lost(1, 1).completed(1, 1), 1);
  }

  private static DeskScene stored(DeskScene scene, int job) {
    return scene.tell(new WorkerEvent.ResultStored(scene.assignment(job, job)));
  }

  /** Attempt 1 of job 1 runs. */
  private static DeskScene spilling(long largerThan, long diskBytesMax) {
    WorkerConfig config = DeskScene.withSlots(1).config;
    return new DeskScene(config.withSpill(new ResultSpill(largerThan, diskBytesMax)))
        .offer(1, 1)
        .award(1, 1, 1)
        .payload(1, 1);
  }
}
