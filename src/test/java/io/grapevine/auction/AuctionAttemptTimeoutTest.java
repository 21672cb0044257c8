package io.grapevine.auction;

import static io.grapevine.testing.JobSamples.ECHO;
import static io.grapevine.testing.JobSamples.START;
import static io.grapevine.testing.JobSamples.content;
import static io.grapevine.testing.JobSamples.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Delivery;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobSpec;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Preferences;
import io.grapevine.job.Priority;
import io.grapevine.job.Requirements;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Attempts that last too long, and attempts that a worker gives back. */
class AuctionAttemptTimeoutTest {
  private static final Duration LIMIT = Duration.ofSeconds(7);

  @Test
  void anAttemptThatLastsTooLongIsEndedThoughItsWorkerIsAlive() {
    AuctionScene scene = beatingUntilJustBefore(running(Delivery.AT_LEAST_ONCE));
    assertThat(scene.whenDue().told())
        .containsExactly(
            "record AttemptEnded #1 TIMED_OUT",
            "abandon #1 TIMED_OUT",
            "record Awarded",
            "dial #2 worker 2",
            "payload #2");
    assertThat(scene.now).isEqualTo(START.plus(LIMIT));
  }

  @Test
  void atMostOnceIsNotTriedAgainAfterIt() {
    AuctionScene scene = beatingUntilJustBefore(running(Delivery.AT_MOST_ONCE)).whenDue();
    assertThat(scene.failureCode()).isEqualTo(FailureCode.POSSIBLY_STARTED);
  }

  @Test
  void theWorkerIsToldHowLongItMayTake() {
    AuctionScene scene = running(Delivery.AT_LEAST_ONCE);
    AuctionEffect.Dial dial =
        scene.all.stream()
            .filter(AuctionEffect.Dial.class::isInstance)
            .map(AuctionEffect.Dial.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(dial.timeLeft()).isEqualTo(LIMIT.plus(scene.config.dialLimit()));
  }

  @Test
  void aLostConnectionGivesNoMoreTime() {
    AuctionScene scene = running(Delivery.AT_LEAST_ONCE);
    scene.now = START.plusSeconds(4);
    scene.connectionLost(1).confirmed(1);
    assertThat(scene.auction.nextDeadline()).contains(START.plus(LIMIT));
  }

  @Test
  void aResultThatWaitedForTheRequesterIsTakenThoughTheAttemptTookLong() {
    AuctionScene scene = running(Delivery.AT_LEAST_ONCE).restarted(Duration.ofSeconds(20));
    scene.confirmed(1);
    assertThat(scene.auction.nextDeadline())
        .contains(scene.now.plus(scene.config.reattachment().grace()));
    assertThat(scene.result(1, 1).outcome().status()).isEqualTo(JobStatus.SUCCEEDED);
  }

  @Test
  void aWorkerThatStopsHandsTheJobToTheNextAtOnce() {
    AuctionScene scene = handedBack(running(Delivery.AT_LEAST_ONCE));
    assertThat(scene.told())
        .containsExactly(
            "record AttemptEnded #1 HANDED_BACK",
            "record Awarded",
            "dial #2 worker 2",
            "payload #2");
  }

  @Test
  void atMostOnceEndsWhenAWorkerStopsInTheMiddle() {
    AuctionScene scene = handedBack(running(Delivery.AT_MOST_ONCE));
    assertThat(scene.failureCode()).isEqualTo(FailureCode.POSSIBLY_STARTED);
  }

  @Test
  void atMostOnceGoesOnWhenAWorkerGivesBackWhatItNeverBegan() {
    AuctionScene scene = handedBack(running(Delivery.AT_MOST_ONCE), false);
    assertThat(scene.told())
        .containsExactly("record AttemptEnded #1 NOT_BEGUN", "record Awarded", "dial #2 worker 2");
  }

  @Test
  void atMostOnceGoesOnAfterARestartWhenAWorkerHadGivenBackWhatItNeverBegan() {
    AuctionScene scene = handedBack(running(Delivery.AT_MOST_ONCE, 1), false);
    List<JobEvent> history = new ArrayList<>(scene.history());
    history.removeIf(
        event ->
            event instanceof JobEvent.Awarded awarded
                && awarded.attempt().equals(scene.attempt(2)));
    AuctionScene again = scene.resumed(history, AuctionScene.REQUESTER, Duration.ofSeconds(1));
    assertThat(again.told()).containsExactly("record Resumed", "publish 6 at 1000000");
  }

  @Test
  void whatNeverBeganIsNoStartOfTheJob() {
    AuctionScene scene = handedBack(running(Delivery.AT_LEAST_ONCE, 1), false);
    assertThat(scene.told()).endsWith("dial #2 worker 2", "payload #2");
    assertThat(scene.confirmed(2).workFailed(2, true).failureCode())
        .isEqualTo(FailureCode.ATTEMPTS_EXHAUSTED);
  }

  private static AuctionScene handedBack(AuctionScene scene) {
    return handedBack(scene, true);
  }

  private static AuctionScene handedBack(AuctionScene scene, boolean begun) {
    Failure stopping = Failure.transientFailure(FailureCode.WORKER_STOPPING, "it is about to stop");
    return scene.tell(new AuctionEvent.WorkFailed(scene.attempt(1), stopping, begun));
  }

  private static AuctionScene beatingUntilJustBefore(AuctionScene scene) {
    while (scene.now.isBefore(START.plus(LIMIT).minusSeconds(1))) {
      scene.after(Duration.ofSeconds(1)).heartbeat(1);
    }
    return scene;
  }

  private static AuctionScene running(Delivery delivery) {
    return running(delivery, 3);
  }

  private static AuctionScene running(Delivery delivery, int maxAttempts) {
    return new AuctionScene(spec(delivery, maxAttempts), AuctionConfig.defaults(), 0)
        .opened()
        .published(1, 2, 2)
        .bid(1, 1, 1)
        .bid(2, 1, 2)
        .confirmed(1);
  }

  private static JobSpec spec(Delivery delivery, int maxAttempts) {
    return new JobSpec(
        job(1),
        ECHO,
        content("payload"),
        Duration.ofMinutes(1),
        new TreeMap<>(),
        maxAttempts,
        delivery,
        new Preferences(Requirements.NONE, null, Priority.NORMAL, LIMIT, false, Set.of()),
        null);
  }
}
