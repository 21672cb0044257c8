package io.grapevine.worker;

import static io.grapevine.testing.JobSamples.START;
import static io.grapevine.testing.JobSamples.job;
import static io.grapevine.testing.JobSamples.peer;
import static io.grapevine.worker.DeskScene.PAUSE;
import static io.grapevine.worker.DeskScene.REQUESTER;
import static io.grapevine.worker.WorkerReport.Silence.BUSY;
import static io.grapevine.worker.WorkerReport.Silence.CLOSED;
import static io.grapevine.worker.WorkerReport.Silence.TOO_OFTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Load;
import io.grapevine.job.OfferId;
import io.grapevine.job.Requirements;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WorkerDeskSilenceTest {
  @Test
  void anIdleWorkerAnswersAtOnce() {
    WorkerConfig config = DeskScene.withSlots(2).config.withBusyPause(PAUSE);
    assertThat(new DeskScene(config).offer(1, 1).told()).containsExactly("bid 1 for 100");
    assertThat(new DeskScene(config).offer(1, 1).offer(2, 1).told())
        .containsExactly("bid 1 for 100");
  }

  @Test
  void aBusyWorkerWaitsALittleBeforeItRefuses() {
    DeskScene scene = DeskScene.busy().offer(2, 1);
    assertThat(scene.told()).isEmpty();
    assertThat(scene.desk.nextDeadline().orElseThrow())
        .isBetween(START.plus(PAUSE), START.plus(PAUSE.multipliedBy(2)));
    assertThat(scene.whenDue().told()).containsExactly("refuse BUSY");
  }

  @Test
  void aBusyWorkerWaitsALittleBeforeItOffersAPlaceInItsQueue() {
    DeskScene scene = DeskScene.busy(1).offer(2, 1);
    assertThat(scene.told()).isEmpty();
    assertThat(scene.whenDue().told()).containsExactly("bid 1 for 100");
  }

  @Test
  void theWaitGrowsWithTheQueueAndStaysWithinTheBidWindow() {
    PendingAnswers pending = new PendingAnswers(peer(1), PAUSE);
    pending.add(DeskScene.plain(2, Requirements.NONE), load(0), START);
    Instant atOnce = pending.nextDeadline().orElseThrow();
    pending.add(DeskScene.plain(2, Requirements.NONE), load(5), START);
    assertThat(pending.nextDeadline()).contains(atOnce.plus(PAUSE.multipliedBy(5)));
    pending.add(DeskScene.plain(2, Requirements.NONE), load(5_000), START);
    assertThat(pending.nextDeadline()).contains(START.plus(Duration.ofMillis(250)));
  }

  @Test
  void aSlotThatBecomesFreeIsOfferedAtOnce() {
    DeskScene scene = DeskScene.busy().offer(2, 1).completed(1, 1);
    assertThat(scene.told()).containsExactly("result #1", "bid 1 for 100");
    assertThat(scene.bid().startsIn()).isZero();
  }

  @Test
  void saysNothingWhenTheJobIsOver() {
    DeskScene scene = DeskScene.busy().offer(2, 1).closed(2);
    assertThat(scene.reports())
        .containsExactly(new WorkerReport.Skipped(new OfferId(job(2), 1), CLOSED));
    assertThat(scene.after(Duration.ofSeconds(1)).told()).isEmpty();
    assertThat(scene.completed(1, 1).offer(2, 2).told())
        .as("an offer that comes later than the outcome")
        .isEmpty();
  }

  @Test
  void theEndOfAJobFreesTheSlotThatIsHeldForIt() {
    DeskScene scene = DeskScene.withSlots(1).offer(1, 1).closed(1);
    assertThat(scene.reports())
        .containsExactly(
            new WorkerReport.Released(new OfferId(job(1), 1), WorkerReport.Cause.REJECTED));
    assertThat(scene.offer(2, 1).told()).containsExactly("bid 1 for 100");
  }

  @Test
  void theEndOfAJobStopsWhatNobodyListensFor() {
    assertThat(DeskScene.running().closed(1).told()).as("its requester listens").isEmpty();
    assertThat(DeskScene.running().lost(1, 1).closed(1).told()).containsExactly("stop #1");
    DeskScene kept = DeskScene.running().lost(1, 1).completed(1, 1).closed(1);
    assertThat(kept.desk.nextDeadline()).as("no result is kept").isEmpty();
    assertThat(kept.award(1, 1, 1).told()).containsExactly("decline #1 ALREADY_ENDED");
    assertThat(DeskScene.running().completed(1, 1).closed(1).award(1, 1, 1).told())
        .as("it is about to be acknowledged")
        .containsExactly("confirm #1", "result #1");
    DeskScene waiting = DeskScene.withQueue(1).enqueue(REQUESTER, 2).lost(2, 2).closed(2);
    assertThat(waiting.desk.load(0, 0).queued()).isZero();
  }

  @Test
  void aNewRoundTakesThePlaceOfTheOneThatIsHeldBack() {
    DeskScene scene = DeskScene.busy().offer(2, 2).offer(2, 1);
    assertThat(scene.completed(1, 1).told()).containsExactly("result #1", "bid 2 for 100");
    scene = DeskScene.busy().offer(2, 1).offer(2, 2);
    assertThat(scene.completed(1, 1).told()).containsExactly("result #1", "bid 2 for 100");
  }

  @Test
  void whatIsHeldBackIsForgottenWhenTheOfferIsHeardAgainAndLeftToOthers() {
    DeskScene scene = DeskScene.busy().offer(2, 1).offerAmong(1_000_000, 2);
    assertThat(scene.reports())
        .containsExactly(new WorkerReport.Skipped(new OfferId(job(2), 1), BUSY));
    assertThat(scene.after(Duration.ofSeconds(1)).told()).isEmpty();
  }

  @Test
  void aWorkerThatDrainsSaysNothingAboutWhatItHeldBack() {
    DeskScene scene = DeskScene.busy().offer(2, 1).drain();
    assertThat(scene.after(Duration.ofSeconds(1)).told()).isEmpty();
  }

  @Test
  void ofVeryManyBusyWorkersOnlySomeAnswer() {
    DeskScene scene = DeskScene.busy();
    int heldBack = 0;
    for (int job = 2; job < 1_002; job++) {
      scene.offerAmong(100, job);
      heldBack += scene.reports().isEmpty() ? 1 : 0;
      if (!scene.reports().isEmpty()) {
        assertThat(scene.reports())
            .containsExactly(new WorkerReport.Skipped(new OfferId(job(job), 1), BUSY));
      }
    }
    assertThat(heldBack).isBetween(110, 220);
    assertThat(DeskScene.busy().offerAmong(Bidding.REFUSALS, 2).reports()).isEmpty();
  }

  @Test
  void ofVeryManyWorkersThatTakeNothingFromTheRequesterOnlySomeSaySo() {
    DeskScene scene = DeskScene.running().drain();
    int refused = 0;
    for (int job = 2; job < 1_002; job++) {
      refused += scene.offerAmong(100, job).told().isEmpty() ? 0 : 1;
    }
    assertThat(refused).isBetween(110, 220);
  }

  @Test
  void holdsBackAsManyOffersAsItsLimitAndNotOneMore() {
    DeskScene scene = DeskScene.busy();
    for (int job = 2; job < 2 + PendingAnswers.PENDING_MAX; job++) {
      assertThat(scene.offer(job, 1).reports()).isEmpty();
    }
    assertThat(scene.offer(5_000, 1).reports())
        .containsExactly(new WorkerReport.Skipped(new OfferId(job(5_000), 1), TOO_OFTEN));
    assertThat(scene.offer(2, 2).reports()).as("another round of the same job").isEmpty();
  }

  private static Load load(int queued) {
    return new Load(1, 0, queued, 1, 0, 0);
  }
}
