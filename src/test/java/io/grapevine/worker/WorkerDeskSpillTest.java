package io.grapevine.worker;

import static io.grapevine.testing.JobSamples.content;
import static io.grapevine.worker.DeskScene.REQUESTER;
import static io.grapevine.worker.DeskScene.RESULT;
import static io.grapevine.worker.DeskScene.assignment;
import static org.assertj.core.api.Assertions.assertThat;

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
  void aSmallResultStaysInMemory() {
    assertThat(spilling(RESULT.size(), 100).lost(1, 1).completed(1, 1).told()).isEmpty();
    assertThat(spilling(RESULT.size() - 1, 100).lost(1, 1).completed(1, 1).told())
        .containsExactly("store #1");
  }

  @Test
  void aResultOnDiskIsReadForTheRequesterThatComesBack() {
    DeskScene scene = stored().award(1, 1, 1);
    assertThat(scene.told()).containsExactly("confirm #1", "load #1");
    scene.tell(new WorkerEvent.ResultLoaded(assignment(1, 1), RESULT));
    assertThat(scene.told()).containsExactly("result #1");
    assertThat(scene.acknowledged(1, 1).told()).containsExactly("forget #1");
    assertThat(scene.award(1, 1, 1).told()).containsExactly("decline #1 ALREADY_ENDED");
  }

  @Test
  void aResultThatIsStillOnItsWayToDiskIsDeliveredFromMemory() {
    DeskScene scene = spilling(0, 100).lost(1, 1).completed(1, 1).award(1, 1, 1);
    assertThat(scene.told()).containsExactly("confirm #1", "result #1");
    assertThat(scene.acknowledged(1, 1).told()).isEmpty();
    assertThat(stored(scene, 1).told()).as("it came too late").containsExactly("forget #1");
  }

  @Test
  void aResultThatChangedOnDiskIsNotDelivered() {
    DeskScene scene = stored().award(1, 1, 1);
    scene.tell(new WorkerEvent.ResultLoaded(assignment(1, 1), content("another")));
    assertThat(scene.told()).containsExactly("forget #1", "failure #1 WORK_FAILED");
    assertThat(scene.award(1, 1, 1).told()).containsExactly("decline #1 ALREADY_ENDED");
  }

  @Test
  void aResultThatCannotBeReadIsAFailureThatAnotherWorkerMayMend() {
    DeskScene scene = stored().award(1, 1, 1);
    scene.tell(new WorkerEvent.ResultUnreadable(assignment(1, 1)));
    assertThat(scene.told()).containsExactly("forget #1", "failure #1 WORK_FAILED");
  }

  @Test
  void aResultThatTheDiskDoesNotTakeStaysInMemory() {
    DeskScene scene = spilling(0, 100).lost(1, 1).completed(1, 1);
    scene.tell(new WorkerEvent.ResultNotStored(assignment(1, 1)));
    assertThat(scene.award(1, 1, 1).told()).containsExactly("confirm #1", "result #1");
    assertThat(scene.lost(1, 1).told()).as("it is not tried again").isEmpty();
  }

  @Test
  void aResultOnDiskExpiresThere() {
    DeskScene scene = stored().whenDue();
    assertThat(scene.told()).containsExactly("forget #1");
    assertThat(scene.reports()).containsExactly(new WorkerReport.ResultExpired(assignment(1, 1)));
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
    assertThat(scene.reports()).containsExactly(new WorkerReport.ResultExpired(assignment(1, 1)));
  }

  @Test
  void aResultThatIsGoneWhenItWasReadIsNotDelivered() {
    DeskScene scene = stored().award(1, 1, 1).cancelled(1, 1);
    assertThat(scene.told()).containsExactly("forget #1");
    scene.tell(new WorkerEvent.ResultLoaded(assignment(1, 1), RESULT));
    assertThat(scene.told()).isEmpty();
  }

  private static DeskScene stored() {
    return stored(spilling(0, 100).lost(1, 1).completed(1, 1), 1);
  }

  private static DeskScene stored(DeskScene scene, int job) {
    return scene.tell(new WorkerEvent.ResultStored(assignment(job, job)));
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
