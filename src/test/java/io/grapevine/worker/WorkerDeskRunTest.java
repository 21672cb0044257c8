package io.grapevine.worker;

import static io.grapevine.testing.JobSamples.ECHO;
import static io.grapevine.testing.JobSamples.START;
import static io.grapevine.testing.JobSamples.usage;
import static io.grapevine.worker.DeskScene.LEASE;
import static io.grapevine.worker.DeskScene.RESULT;
import static io.grapevine.worker.DeskScene.former;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Content;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WorkerDeskRunTest {
  @Test
  void sendsAHeartbeatEveryThirdOfTheLease() {
    DeskScene scene = DeskScene.running();
    for (int beat = 1; beat <= 5; beat++) {
      assertThat(scene.whenDue().told()).containsExactly("heartbeat #1");
      assertThat(scene.now).isEqualTo(START.plus(LEASE.dividedBy(3).multipliedBy(beat)));
    }
  }

  @Test
  void tellsTheLatestProgressOnce() {
    DeskScene scene = DeskScene.running().progress(1, 1, 10).progress(1, 1, 20);
    assertThat(scene.told()).isEmpty();
    assertThat(scene.whenDue().told()).containsExactly("heartbeat #1 at 20");
    assertThat(scene.whenDue().told()).containsExactly("heartbeat #1");
  }

  @Test
  void tellsProgressHalfASecondAfterTheLatestHeartbeatAtTheEarliest() {
    DeskScene scene = DeskScene.running().progress(1, 1, 10);
    assertThat(scene.desk.nextDeadline()).contains(START.plusMillis(500));
    assertThat(scene.whenDue().told()).containsExactly("heartbeat #1 at 10");
    assertThat(scene.after(Duration.ofMillis(499)).progress(1, 1, 20).told()).isEmpty();
    assertThat(scene.whenDue().told()).containsExactly("heartbeat #1 at 20");
    assertThat(scene.after(Duration.ofMillis(500)).progress(1, 1, 30).told())
        .containsExactly("heartbeat #1 at 30");
  }

  @Test
  void progressThatNobodyHeardIsToldToARequesterThatComesBack() {
    DeskScene scene = DeskScene.running().lost(1, 1).progress(1, 1, 10);
    assertThat(scene.desk.nextDeadline()).contains(START.plus(DeskScene.TIME_LEFT));
    assertThat(scene.award(1, 1, 1).told()).containsExactly("confirm #1");
    assertThat(scene.whenDue().told()).containsExactly("heartbeat #1 at 10");
    assertThat(scene.now).isEqualTo(START.plusMillis(500));
  }

  @Test
  void deliversTheResultAndFreesTheSlot() {
    DeskScene scene = DeskScene.running().completed(1, 1);
    assertThat(scene.told()).containsExactly("result #1");
    assertThat(scene.reports())
        .containsExactly(new WorkerReport.RunEnded(scene.assignment(1, 1), true));
    assertThat(scene.desk.load(0, 0).running()).isZero();
    assertThat(scene.completed(1, 1).effects()).isEmpty();
  }

  @Test
  void deliversAFailureAndFreesTheSlot() {
    DeskScene scene = DeskScene.running().failed(1, 1);
    assertThat(scene.told()).containsExactly("failure #1 WORK_FAILED");
    assertThat(scene.desk.load(0, 0).running()).isZero();
    assertThat(scene.completed(1, 1).effects()).isEmpty();
  }

  @Test
  void cancellingStopsTheRunAndFreesTheSlotAtOnce() {
    DeskScene scene = DeskScene.running().cancelled(1, 1);
    assertThat(scene.told()).containsExactly("stop #1");
    assertThat(scene.desk.load(0, 0).running()).isZero();
    assertThat(scene.failed(1, 1).effects()).as("what it still says is ignored").isEmpty();
    assertThat(scene.cancelled(1, 1).effects()).isEmpty();
  }

  @Test
  void goesOnInSilenceWhenTheRequesterIsLost() {
    DeskScene scene = DeskScene.running().lost(1, 1);
    assertThat(scene.told()).isEmpty();
    assertThat(scene.desk.nextDeadline()).contains(START.plus(DeskScene.TIME_LEFT));
    assertThat(scene.failed(1, 1).told()).isEmpty();
  }

  @Test
  void aSlotThatWaitsForALostRequesterIsFreed() {
    DeskScene scene = DeskScene.withSlots(1).offer(1, 1).award(1, 1, 1).lost(1, 1);
    assertThat(scene.desk.load(0, 0).running()).isZero();
    assertThat(scene.award(1, 1, 1).told()).containsExactly("confirm #1");
  }

  @Test
  void stopsWhenTheTimeOfTheJobIsOver() {
    DeskScene scene = DeskScene.running().after(DeskScene.TIME_LEFT);
    assertThat(scene.told()).containsExactly("stop #1", "failure #1 DEADLINE_EXCEEDED");
    assertThat(scene.desk.load(0, 0).running()).isZero();
  }

  @Test
  void theEndOfTheJobComesBeforeAHeartbeatThatIsDueLater() {
    Duration timeLeft = Duration.ofSeconds(1);
    DeskScene scene = DeskScene.withSlots(1).offer(1, 1);
    scene.award(1, 1, 1, ECHO, LEASE, timeLeft).payload(1, 1);
    assertThat(scene.desk.nextDeadline()).contains(START.plus(timeLeft));
    assertThat(scene.whenDue().told()).containsExactly("stop #1", "failure #1 DEADLINE_EXCEEDED");
  }

  @Test
  void keepsAResultUntilItsTimeIsOver() {
    DeskScene scene = DeskScene.running().completed(1, 1);
    assertThat(scene.desk.nextDeadline()).contains(START.plus(scene.config.resultRetention()));
    assertThat(scene.whenDue().reports())
        .containsExactly(new WorkerReport.ResultExpired(scene.assignment(1, 1)));
    assertThat(scene.award(1, 1, 1).told()).containsExactly("decline #1 ALREADY_ENDED");
  }

  @Test
  void anAbandonedResultIsDropped() {
    DeskScene scene = DeskScene.running().completed(1, 1).cancelled(1, 1);
    assertThat(scene.reports())
        .containsExactly(new WorkerReport.ResultExpired(scene.assignment(1, 1)));
    assertThat(scene.award(1, 1, 1).told()).containsExactly("decline #1 ALREADY_ENDED");
  }

  @Test
  void keepsAsManyResultsAsItsLimitAndNotOneMore() {
    KeptResults results = results(2);
    assertThat(keep(results, 1, RESULT)).isEmpty();
    assertThat(keep(results, 2, RESULT)).isEmpty();
    assertThat(keep(results, 3, RESULT)).containsExactly(former(1, 1));
  }

  @Test
  void keepsNotMoreBytesThanItsLimitButAlwaysTheNewest() {
    KeptResults results = results(100);
    int third = (int) (KeptResults.BYTES_MAX / 3);
    Content large = Content.of("text/plain", new byte[third]);
    assertThat(keep(results, 1, large)).isEmpty();
    assertThat(keep(results, 2, large)).isEmpty();
    assertThat(keep(results, 3, large)).isEmpty();
    assertThat(keep(results, 4, RESULT)).containsExactly(former(1, 1));
    assertThat(results.find(former(4, 1))).isPresent();
  }

  @Test
  void isDrainedOnceNothingRunsAndNobodyIsAboutToAcknowledge() {
    DeskScene scene = DeskScene.running();
    assertThat(scene.desk.isDrained()).isFalse();
    assertThat(scene.drain().desk.isDrained()).isFalse();
    assertThat(scene.completed(1, 1).desk.isDrained()).isFalse();
    assertThat(scene.acknowledged(1, 1).desk.isDrained()).isTrue();
    assertThat(DeskScene.running().drain().completed(1, 1).lost(1, 1).desk.isDrained()).isTrue();
    assertThat(DeskScene.withSlots(1).desk.isDrained()).isFalse();
  }

  @Test
  void eventsOfUnknownAttemptsAreIgnored() {
    DeskScene scene = DeskScene.withSlots(1);
    assertThat(scene.payload(1, 1).effects()).isEmpty();
    assertThat(scene.progress(1, 1, 1).effects()).isEmpty();
    assertThat(scene.completed(1, 1).effects()).isEmpty();
    assertThat(scene.failed(1, 1).effects()).isEmpty();
    assertThat(scene.cancelled(1, 1).effects()).isEmpty();
    assertThat(scene.lost(1, 1).effects()).isEmpty();
    assertThat(scene.acknowledged(1, 1).effects()).isEmpty();
    assertThat(scene.rejected(1, 1).effects()).isEmpty();
    assertThat(scene.after(Duration.ofDays(1)).effects()).isEmpty();
    assertThat(scene.desk.nextDeadline()).isEmpty();
  }

  @Test
  void theLoadIsAlwaysWithinItsRange() {
    WorkerDesk desk = DeskScene.withSlots(1).desk;
    assertThat(desk.load(-1, 2).cpu()).isZero();
    assertThat(desk.load(-1, 2).memory()).isEqualTo(1);
    assertThat(desk.load(Double.NaN, Double.POSITIVE_INFINITY).cpu()).isZero();
  }

  private static List<Assignment> keep(KeptResults results, int number, Content result) {
    return results.keep(former(number, 1), result, usage(result), true);
  }

  private static KeptResults results(int most) {
    Outbox outbox = new Outbox();
    outbox.open(START);
    WorkerConfig config =
        new WorkerConfig(
            1, new TreeMap<>(), Duration.ofSeconds(1), 1, 1, Duration.ofMinutes(1), most, Set.of());
    return new KeptResults(config, outbox);
  }
}
