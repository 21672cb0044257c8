package io.grapevine.worker;

import static io.grapevine.testing.JobSamples.ECHO;
import static io.grapevine.testing.JobSamples.job;
import static io.grapevine.testing.JobSamples.peer;
import static io.grapevine.worker.DeskScene.LEASE;
import static io.grapevine.worker.DeskScene.SCRAPE;
import static io.grapevine.worker.DeskScene.TIME_LEFT;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.AttemptId;
import io.grapevine.job.OfferId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Batches are jobs 1 to 9, their shares are jobs from 10 on. */
class WorkerDeskShareTest {
  @Test
  void bidsForAsManySharesAsItHasSlots() {
    DeskScene scene = DeskScene.withSlots(3).batch(1, 1, 5);
    assertThat(scene.bid().units()).isEqualTo(3);
    assertThat(scene.desk.load(0, 0).reserved()).isEqualTo(3);
    assertThat(DeskScene.withSlots(3).batch(1, 1, 2).bid().units()).isEqualTo(2);
    assertThat(DeskScene.withSlots(3).offer(2, 1).batch(1, 1, 5).bid().units()).isEqualTo(2);
  }

  @Test
  void takesAnAwardOfAnotherJobForEachOfItsUnits() {
    DeskScene scene = DeskScene.withSlots(3).batch(1, 1, 2);
    assertThat(scene.share(1, 10).told()).containsExactly("confirm #1");
    assertThat(scene.reports()).as("a seat is still held").isEmpty();
    assertThat(scene.payload(10, 1).told()).containsExactly("start #1");
    assertThat(scene.desk.load(0, 0).reserved()).isEqualTo(1);
    assertThat(scene.share(1, 11).told()).containsExactly("confirm #1");
    assertThat(scene.reports())
        .containsExactly(
            new WorkerReport.Released(new OfferId(job(1), 1), WorkerReport.Cause.AWARDED));
    assertThat(scene.payload(11, 1).told()).containsExactly("start #1");
    assertThat(scene.share(1, 12).told())
        .as("more than it bid for")
        .containsExactly("decline #1 NO_BID");
    assertThat(scene.desk.load(0, 0).running()).isEqualTo(2);
  }

  @Test
  void aShareThatIsDoneMakesRoomForTheNext() {
    DeskScene scene = DeskScene.withSlots(3).batch(1, 1, 2).share(1, 10).payload(10, 1);
    assertThat(scene.share(1, 11).payload(11, 1).share(1, 12).told())
        .containsExactly("decline #1 NO_BID");
    scene.completed(10, 1);
    assertThat(scene.share(1, 13).told()).containsExactly("confirm #1");
    assertThat(scene.share(1, 14).told()).containsExactly("decline #1 NO_BID");
  }

  @Test
  void anAwardThatIsRepeatedTakesNoSecondUnit() {
    DeskScene scene = DeskScene.withSlots(3).batch(1, 1, 2).share(1, 10).share(1, 10);
    assertThat(scene.told()).containsExactly("confirm #1");
    assertThat(scene.desk.load(0, 0).reserved()).isEqualTo(1);
    assertThat(scene.share(1, 11).told()).containsExactly("confirm #1");
  }

  @Test
  void rejectingTheBidFreesWhatIsLeftOfIt() {
    DeskScene scene = DeskScene.withSlots(3).batch(1, 1, 3).share(1, 10).rejected(1, 1);
    assertThat(scene.desk.load(0, 0).reserved()).isZero();
    assertThat(scene.desk.load(0, 0).running()).isEqualTo(1);
    assertThat(scene.share(1, 11).told())
        .as("the bid is remembered, and a slot is free")
        .containsExactly("confirm #1");
  }

  @Test
  void aReservationForManyFreesItselfWhole() {
    DeskScene scene = DeskScene.withSlots(3).batch(1, 1, 3).share(1, 10);
    scene.after(Duration.ofSeconds(3));
    assertThat(scene.desk.load(0, 0).reserved()).isZero();
  }

  @Test
  void theShareIsOfTheTypeThatWasOffered() {
    DeskScene scene = DeskScene.withSlots(3).batch(1, 1, 2);
    assertThat(scene.award(1, 1, 1, SCRAPE, LEASE, TIME_LEFT).told())
        .containsExactly("decline #1 INVALID");
  }

  @Test
  void aShareLargerThanThisWorkerTakesIsDeclined() {
    DeskScene scene = DeskScene.withSlots(3).batch(1, 1, 2);
    scene.tell(
        new WorkerEvent.AwardReceived(
            new Assignment(
                peer(DeskScene.REQUESTER),
                new AttemptId(job(10), 1),
                scene.reservation(DeskScene.REQUESTER, 1, 1)),
            ECHO,
            scene.config.payloadSizeMax() + 1,
            DeskScene.PAYLOAD.digest(),
            TIME_LEFT,
            LEASE));
    assertThat(scene.told()).containsExactly("decline #1 INVALID");
  }

  @Test
  void anOfferOfOneJobIsNotGoodForAnother() {
    DeskScene scene = DeskScene.withSlots(2).offer(1, 1);
    assertThat(scene.share(1, 10).told()).containsExactly("decline #1 INVALID");
  }

  @Test
  void sharesWaitInTheQueueLikeOtherJobs() {
    DeskScene scene = DeskScene.withQueue(2).batch(2, 1, 5);
    assertThat(scene.bid().units())
        .as("one requester holds as many as there are slots")
        .isEqualTo(1);
    scene.share(2, 10).payload(10, 1);
    assertThat(scene.desk.load(0, 0).queued()).isEqualTo(1);
    assertThat(scene.completed(1, 1).told()).containsExactly("result #1", "start #1");
  }
}
