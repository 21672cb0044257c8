package io.grapevine.auction;

import static io.grapevine.testing.JobSamples.START;
import static io.grapevine.testing.JobSamples.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.Delivery;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobStatus;
import io.grapevine.job.OfferId;
import io.grapevine.job.RefusalReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuctionResumptionTest {
  private static final Duration SOON = Duration.ofSeconds(1);

  @Test
  void asksTheWorkerForTheSameAttemptBeforeAnythingElse() {
    AuctionScene scene = AuctionScene.running().restarted(SOON);
    assertThat(scene.told()).containsExactly("record Resumed", "dial #1 worker 1");
    assertThat(scene.auction.phase()).isEqualTo(Phase.REATTACHING);
    AuctionEffect.Dial dial = (AuctionEffect.Dial) scene.all.getLast();
    assertThat(dial.offer()).isEqualTo(scene.offer(1));
    assertThat(dial.timeLeft()).isEqualTo(Duration.ofSeconds(59));
  }

  @Test
  void followsAnAttemptThatStillRuns() {
    AuctionScene scene = AuctionScene.running().restarted(SOON).confirmed(1);
    assertThat(scene.told()).as("it was started before").containsExactly("payload #1");
    assertThat(scene.auction.phase()).isEqualTo(Phase.RUNNING);
    assertThat(scene.heartbeat(1).result(1, 1).outcome().status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(scene.outcome().attempts()).isEqualTo(1);
    assertThat(scene.outcome().rounds()).isEqualTo(1);
  }

  @Test
  void recordsTheStartThatWasNotWrittenAnyMore() {
    AuctionScene scene = AuctionScene.dialing().restarted(SOON).confirmed(1);
    assertThat(scene.told()).containsExactly("record AttemptStarted", "payload #1");
  }

  @Test
  void takesAFinishedResultThoughTheTimeOfTheJobIsOver() {
    AuctionScene scene = AuctionScene.running().restarted(Duration.ofHours(1));
    assertThat(scene.told()).containsExactly("record Resumed", "dial #1 worker 1");
    assertThat(scene.auction.nextDeadline()).contains(scene.now.plusSeconds(2));
    scene.now = scene.now.plusMillis(500);
    assertThat(scene.confirmed(1).result(1, 1).outcome().status()).isEqualTo(JobStatus.SUCCEEDED);
  }

  @Test
  void expiresWhenTheGraceIsOver() {
    AuctionScene scene = AuctionScene.running().restarted(Duration.ofHours(1)).confirmed(1);
    assertThat(scene.after(Duration.ofSeconds(2)).outcome().status()).isEqualTo(JobStatus.EXPIRED);
  }

  @Test
  void expiresAtOnceWhenNobodyHadTheJob() {
    AuctionScene scene = AuctionScene.soliciting(2).bid(1, 1, 1).restarted(Duration.ofHours(1));
    assertThat(scene.told()).containsExactly("record Resumed", "conclude EXPIRED");
  }

  @Test
  void timeThatWasSpentCounts() {
    AuctionScene scene = AuctionScene.running().restarted(Duration.ofSeconds(50)).confirmed(1);
    while (!scene.auction.isOver()) {
      scene.heartbeat(1).after(Duration.ofSeconds(1));
    }
    assertThat(Duration.between(START, scene.now)).isEqualTo(scene.spec.timeout());
  }

  @Test
  void aClockThatWasSetBackGivesNoMoreTimeThanTheJobHas() {
    AuctionScene scene = AuctionScene.soliciting(2).restarted(Duration.ofDays(-1));
    while (!scene.auction.isOver()) {
      scene.published(scene.round(), 0, 0).whenDue();
    }
    assertThat(Duration.between(START, scene.now))
        .isEqualTo(scene.spec.timeout().minus(Duration.ofDays(1)));
  }

  @ParameterizedTest
  @EnumSource(DeclineReason.class)
  void failsOverWhenTheWorkerDoesNotKnowTheAttempt(DeclineReason reason) {
    AuctionScene scene = AuctionScene.running().restarted(SOON).declined(1, reason);
    assertThat(scene.told())
        .containsExactly("record AttemptEnded #1 DECLINED", "publish 6 at 1000000");
    assertThat(scene.published(6, 2, 2).bid(2, 6, 1).bid(1, 6, 0).told())
        .as("worker 1 was tried before, so it comes last")
        .contains("dial #2 worker 2");
  }

  @Test
  void dialsAWorkerOutOfReachAgainAndAgainForABoundedTime() {
    AuctionScene scene = AuctionScene.running().restarted(SOON);
    int dials = 0;
    while (scene.auction.phase() == Phase.REATTACHING) {
      dials += scene.told().contains("dial #1 worker 1") ? 1 : 0;
      scene.dialFailed(1);
      if (scene.auction.phase() == Phase.REATTACHING) {
        scene.whenDue();
      }
    }
    assertThat(scene.told()).startsWith("record AttemptEnded #1 CONNECTION_LOST");
    assertThat(dials).as("after 0, 250, 750, 1750, 3750, 5750, 7750, 9750 ms").isEqualTo(8);
    assertThat(Duration.between(START.plus(SOON), scene.now)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void givesUpAWorkerThatNeverAnswersADial() {
    AuctionScene scene = AuctionScene.running().restarted(SOON);
    while (scene.auction.phase() == Phase.REATTACHING) {
      scene.whenDue();
    }
    assertThat(scene.story()).contains("record AttemptEnded #1 CONNECTION_LOST");
    assertThat(Duration.between(START.plus(SOON), scene.now))
        .isLessThanOrEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void atMostOnceEndsWhenTheWorkerStaysOutOfReach() {
    AuctionScene scene = dialing(Delivery.AT_MOST_ONCE).restarted(SOON);
    while (!scene.auction.isOver()) {
      scene.whenDue();
    }
    assertThat(scene.failureCode())
        .as("the start may be lost")
        .isEqualTo(FailureCode.POSSIBLY_STARTED);
    assertThat(Duration.between(START, scene.now))
        .as("nobody else may have the job, so there is time")
        .isBetween(scene.spec.timeout().minusSeconds(5), scene.spec.timeout());
  }

  @Test
  void atMostOnceGoesOnWhenTheWorkerRemembersItsBidButNoAttempt() {
    AuctionScene scene = dialing(Delivery.AT_MOST_ONCE).restarted(SOON);
    assertThat(scene.declined(1, DeclineReason.NO_CAPACITY).told())
        .endsWith("publish 6 at 1000000");
    scene = dialing(Delivery.AT_MOST_ONCE).restarted(SOON);
    assertThat(scene.declined(1, DeclineReason.NO_BID).failureCode())
        .isEqualTo(FailureCode.POSSIBLY_STARTED);
  }

  @Test
  void attemptsAndStartsOfBeforeCount() {
    AuctionScene scene = AuctionScene.running().silent().confirmed(2).silent();
    scene.published(2, 3, 3).bid(3, 2, 1).whenDue();
    assertThat(scene.told()).endsWith("dial #3 worker 3", "payload #3");
    AuctionScene later = scene.restarted(SOON).confirmed(3).workFailed(3, true);
    assertThat(later.failureCode()).isEqualTo(FailureCode.ATTEMPTS_EXHAUSTED);
    assertThat(later.outcome().attempts()).isEqualTo(3);
    assertThat(later.outcome().toString()).contains("awarded 3 times and started 3 times");
  }

  @Test
  void isNotRefusedForTheBusyRoundsOfBefore() {
    AuctionScene scene = AuctionScene.soliciting(1);
    for (int round = 1; round <= 10; round++) {
      scene.refusal(1, round, RefusalReason.BUSY).whenDue().published(round + 1, 1, 1);
    }
    scene = scene.restarted(SOON);
    assertThat(scene.told()).contains("publish 16 at 1000000");
    assertThat(scene.auction.isOver()).isFalse();
  }

  @Test
  void bidsOfBeforeAreNoCandidatesAndTheirRoundDoesNotCount() {
    AuctionScene scene = AuctionScene.soliciting(9).bid(1, 1, 1).bid(2, 1, 1).restarted(SOON);
    assertThat(scene.told()).containsExactly("record Resumed", "publish 6 at 1000000");
    for (int round = 6; round <= 9; round++) {
      scene
          .published(round, 2, 2)
          .refusal(1, round, RefusalReason.NOT_ALLOWED)
          .refusal(2, round, RefusalReason.NOT_ALLOWED);
      if (!scene.auction.isOver()) {
        scene.whenDue();
      }
    }
    assertThat(scene.outcome().rounds()).as("four after the lost ones").isEqualTo(9);
    assertThat(scene.failureCode()).isEqualTo(FailureCode.ALL_REFUSED);
  }

  @Test
  void answersToRoundsOfBeforeAreNotMistakenForThoseOfNow() {
    AuctionScene scene = AuctionScene.soliciting(9).restarted(SOON).published(6, 2, 2);
    for (int round = 1; round <= 5; round++) {
      assertThat(scene.bid(1, round, 0).told())
          .as("announced before, and maybe not written")
          .containsExactly("reject worker 1 of " + round);
      assertThat(scene.refusal(2, round, RefusalReason.BUSY).told()).isEmpty();
    }
    assertThat(scene.auction.phase()).isEqualTo(Phase.SOLICITING);
    assertThat(scene.bid(2, 6, 1).bid(1, 6, 2).told()).contains("dial #1 worker 2");
  }

  @Test
  void thereAreNoMoreRoundsThanPeersTakeHoweverManyRestarts() {
    AuctionScene scene = AuctionScene.soliciting(2);
    int restarts = 0;
    while (!scene.auction.isOver()) {
      scene.published(scene.round(), 1, 1);
      scene = scene.restarted(Duration.ofMillis(1));
      restarts++;
    }
    assertThat(restarts).isGreaterThan(OfferId.ROUND_MAX / 6);
    assertThat(scene.outcome().rounds()).isEqualTo(OfferId.ROUND_MAX);
  }

  @Test
  void aJobThatWasNotOfferedYetIsOfferedFirst() {
    AuctionScene scene = AuctionScene.unopened();
    scene = scene.resumed(scene.history(), AuctionScene.REQUESTER, SOON);
    assertThat(scene.told()).containsExactly("record Resumed", "publish 5 at 1000000");
  }

  @Test
  void anAwardOfAnotherRequesterCountsAsAStart() {
    AuctionScene dialing = AuctionScene.dialing();
    AuctionScene scene = dialing.resumed(dialing.history(), 101, SOON);
    assertThat(scene.told())
        .containsSubsequence("record AttemptStarted", "record AttemptEnded #1 CONNECTION_LOST");
  }

  @Test
  void anotherRequesterHasNoClaimOnTheWorker() {
    AuctionScene running = AuctionScene.running();
    AuctionScene scene = running.resumed(running.history(), 101, SOON);
    assertThat(scene.told())
        .containsExactly(
            "record Resumed",
            "record AttemptEnded #1 CONNECTION_LOST",
            "abandon #1 CONNECTION_LOST",
            "publish 6 at 1000000");
    AuctionScene again = scene.published(6, 1, 1).bid(3, 6, 0).resumed(scene.history(), 101, SOON);
    assertThat(again.told()).as("this one is its own").endsWith("dial #2 worker 3");
    AuctionScene back = again.resumed(again.history(), AuctionScene.REQUESTER, SOON);
    assertThat(back.told()).contains("record AttemptEnded #2 CONNECTION_LOST");
  }

  @Test
  void anotherRequesterDoesNotRunAgainWhatIsToRunAtMostOnce() {
    AuctionScene dialing = dialing(Delivery.AT_MOST_ONCE);
    AuctionScene scene = dialing.resumed(dialing.history(), 101, SOON);
    assertThat(scene.failureCode()).isEqualTo(FailureCode.POSSIBLY_STARTED);
    assertThat(scene.outcome().requester()).isEqualTo(peer(101));
  }

  @Test
  void asksForTheResultOfASuccessThatWasNotConcluded() {
    AuctionScene scene = AuctionScene.over().restarted(SOON);
    assertThat(scene.told()).containsExactly("record Resumed", "dial #1 worker 1");
    assertThat(scene.confirmed(1).result(1, 1).outcome().status()).isEqualTo(JobStatus.SUCCEEDED);
  }

  @Test
  void doesNotRunAgainWhatWasCalledOffOrMayHaveStartedWhenTheConclusionWasLost() {
    assertThat(AuctionScene.running().cancel().restarted(SOON).outcome().status())
        .isEqualTo(JobStatus.CANCELLED);
    AuctionScene lost = dialing(Delivery.AT_MOST_ONCE).confirmed(1).silent();
    assertThat(lost.restarted(SOON).failureCode()).isEqualTo(FailureCode.POSSIBLY_STARTED);
  }

  @ParameterizedTest
  @EnumSource(Delivery.class)
  void concludesWithAFinalFailureThatWasNotConcluded(Delivery delivery) {
    AuctionScene failed = dialing(delivery).confirmed(1);
    failed.workFailed(1, delivery == Delivery.AT_MOST_ONCE);
    AuctionScene scene = failed.restarted(Duration.ofHours(1));
    assertThat(scene.told()).containsExactly("record Resumed", "conclude FAILED");
    assertThat(scene.outcome()).isEqualTo(failed.outcome());
    AuctionScene another = failed.resumed(failed.history(), 101, SOON);
    assertThat(another.told()).containsExactly("record Resumed", "conclude FAILED");
  }

  @Test
  void callsOffWhatRunsBesideAFinalFailure() {
    AuctionScene scene = AuctionScene.running().silent().confirmed(2);
    List<JobEvent> history = scene.history();
    history.removeIf(JobEvent.AttemptEnded.class::isInstance);
    history.add(
        new JobEvent.AttemptEnded(
            scene.spec.id(),
            scene.now,
            scene.attempt(1),
            AttemptEnd.WORK_FAILED,
            "bad",
            Failure.permanent(FailureCode.INPUT_REJECTED, "bad")));
    AuctionScene again = scene.resumed(history, AuctionScene.REQUESTER, SOON);
    assertThat(again.told())
        .containsExactly(
            "record Resumed",
            "record AttemptEnded #2 CANCELLED",
            "abandon #2 CANCELLED",
            "conclude FAILED");
    assertThat(again.failureCode()).isEqualTo(FailureCode.INPUT_REJECTED);
  }

  @Test
  void anAttemptThatIsNotFoundAgainCountsAsAStart() {
    AuctionScene scene = AuctionScene.of(2, Delivery.AT_LEAST_ONCE).opened().published(1, 2, 2);
    scene = scene.bid(1, 1, 1).bid(2, 1, 2).restarted(SOON).declined(1, DeclineReason.NO_BID);
    scene.published(6, 2, 2).bid(2, 6, 1).whenDue();
    assertThat(scene.confirmed(2).workFailed(2, true).failureCode())
        .isEqualTo(FailureCode.ATTEMPTS_EXHAUSTED);
  }

  @Test
  void andSoItDoesAfterTheNextRestart() {
    AuctionScene first = AuctionScene.of(2, Delivery.AT_LEAST_ONCE).opened().published(1, 2, 2);
    first = first.bid(1, 1, 1).bid(2, 1, 2).restarted(SOON).declined(1, DeclineReason.NO_BID);
    AuctionScene scene = first.published(6, 2, 2).bid(2, 6, 1).whenDue().restarted(SOON);
    assertThat(scene.confirmed(2).workFailed(2, true).failureCode())
        .isEqualTo(FailureCode.ATTEMPTS_EXHAUSTED);
  }

  @Test
  void survivesRestartAfterRestart() {
    AuctionScene scene = AuctionScene.running();
    for (int restart = 0; restart < 20; restart++) {
      scene = scene.restarted(SOON);
      assertThat(scene.told()).containsExactly("record Resumed", "dial #1 worker 1");
    }
    assertThat(scene.confirmed(1).result(1, 1).outcome().status()).isEqualTo(JobStatus.SUCCEEDED);
  }

  @Test
  void refusesAHistoryThatIsOverOrHasNoBeginning() {
    AuctionScene scene = AuctionScene.over();
    List<JobEvent> history = scene.history();
    history.add(new JobEvent.Concluded(scene.spec.id(), scene.now, scene.outcome()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scene.resumed(history, AuctionScene.REQUESTER, SOON));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scene.resumed(history.subList(1, 4), AuctionScene.REQUESTER, SOON));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scene.resumed(List.of(), AuctionScene.REQUESTER, SOON));
  }

  private static AuctionScene dialing(Delivery delivery) {
    return AuctionScene.of(3, delivery).opened().published(1, 2, 2).bid(1, 1, 1).bid(2, 1, 2);
  }
}
