package io.grapevine.worker;

import static io.grapevine.testing.JobSamples.ECHO;
import static io.grapevine.testing.JobSamples.job;
import static io.grapevine.testing.JobSamples.peer;
import static io.grapevine.worker.DeskScene.PAYLOAD;
import static io.grapevine.worker.DeskScene.REQUESTER;
import static io.grapevine.worker.DeskScene.SCRAPE;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Load;
import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.job.RefusalReason;
import io.grapevine.job.Sampling;
import io.grapevine.job.WorkType;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkerDeskBiddingTest {
  @Test
  void bidsWithItsLoadAndHoldsASlot() {
    DeskScene scene = DeskScene.withSlots(2).offer(1, 1);
    WorkerEffect.SendBid sent =
        (WorkerEffect.SendBid)
            scene.effects().stream()
                .filter(WorkerEffect.SendBid.class::isInstance)
                .findFirst()
                .orElseThrow();
    assertThat(sent.requester()).isEqualTo(peer(REQUESTER));
    assertThat(sent.bid().worker()).isEqualTo(peer(1));
    assertThat(sent.bid().validFor()).isEqualTo(scene.config.reservation());
    assertThat(sent.bid().load()).isEqualTo(new Load(0, 1, 0, 2, 0.5, 0));
    assertThat(scene.reports()).containsExactly(new WorkerReport.Reserved(new OfferId(job(1), 1)));
  }

  @Test
  void leavesATypeThatItDoesNotKnowToOthers() {
    DeskScene scene = DeskScene.withSlots(1).offer(REQUESTER, 1, 1, new WorkType("other"));
    assertThat(scene.effects()).isEmpty();
  }

  @Test
  void answersOnlyInItsSample() {
    DeskScene scene = DeskScene.withSlots(1_000);
    IntStream.range(1, 500)
        .forEach(
            job -> {
              scene.offer(REQUESTER, job, 1, ECHO, PAYLOAD.size(), 300);
              OfferId offer = new OfferId(job(job), 1);
              if (Sampling.includes(offer, 300, peer(1))) {
                assertThat(scene.told()).containsExactly("bid 1 for 100");
              } else {
                assertThat(scene.told()).isEmpty();
                assertThat(scene.reports())
                    .containsExactly(
                        new WorkerReport.Skipped(offer, WorkerReport.Silence.NOT_SAMPLED));
              }
            });
  }

  @Test
  void saysWhyItDoesNotBid() {
    WorkerConfig narrow =
        new WorkerConfig(
            2,
            new TreeMap<>(Map.of(ECHO, 2)),
            Duration.ofSeconds(3),
            1,
            PAYLOAD.size(),
            Duration.ofMinutes(1),
            10,
            Set.of(peer(REQUESTER)));
    assertThat(refusal(new DeskScene(narrow).offer(7, 1, 1, ECHO)))
        .isEqualTo(RefusalReason.NOT_ALLOWED);
    assertThat(
            refusal(
                new DeskScene(narrow)
                    .offer(REQUESTER, 1, 1, ECHO, PAYLOAD.size() + 1, Offer.SAMPLE_ALL)))
        .isEqualTo(RefusalReason.PAYLOAD_TOO_LARGE);
    assertThat(refusal(new DeskScene(narrow).drain().offer(1, 1)))
        .isEqualTo(RefusalReason.SHUTTING_DOWN);
    assertThat(refusal(new DeskScene(narrow).offer(1, 1).offer(2, 1)))
        .isEqualTo(RefusalReason.TOO_MANY_OFFERS);
    assertThat(refusal(DeskScene.withSlots(1).offer(1, 1).offer(2, 1)))
        .isEqualTo(RefusalReason.BUSY);
  }

  @Test
  void aPayloadOfTheLargestSizeIsTaken() {
    DeskScene scene = DeskScene.withSlots(1);
    scene.offer(REQUESTER, 1, 1, ECHO, scene.config.payloadSizeMax(), Offer.SAMPLE_ALL);
    assertThat(scene.told()).containsExactly("bid 1 for 100");
  }

  @Test
  void aTypeHasItsOwnLimit() {
    DeskScene scene = DeskScene.withSlots(3).offer(REQUESTER, 1, 1, SCRAPE);
    assertThat(scene.offer(REQUESTER, 2, 1, SCRAPE).told()).containsExactly("refuse BUSY");
    assertThat(scene.offer(REQUESTER, 3, 1, ECHO).told()).containsExactly("bid 1 for 100");
  }

  @Test
  void aRepeatedOfferRenewsTheReservationAndTakesNoSecondSlot() {
    DeskScene scene = DeskScene.withSlots(2).offer(1, 1);
    scene.after(Duration.ofSeconds(2)).offer(1, 1);
    assertThat(scene.told()).containsExactly("bid 1 for 100");
    assertThat(scene.reports()).isEmpty();
    assertThat(scene.desk.load(0, 0).reserved()).isEqualTo(1);
    assertThat(scene.desk.nextDeadline()).contains(scene.now.plusSeconds(3));
  }

  @Test
  void aNewRoundReplacesTheReservation() {
    DeskScene scene = DeskScene.withSlots(1).offer(1, 1).offer(1, 2);
    assertThat(scene.told()).containsExactly("bid 2 for 100");
    assertThat(scene.desk.load(0, 0).reserved()).isEqualTo(1);
    assertThat(scene.rejected(1, 1).reports()).as("the older bid").isEmpty();
    assertThat(scene.desk.load(0, 0).reserved()).isEqualTo(1);
  }

  @Test
  void anOlderRoundThatComesLateIsLeftAlone() {
    assertThat(DeskScene.withSlots(1).offer(1, 2).offer(1, 1).effects()).isEmpty();
  }

  @Test
  void theSameJobIdOfAnotherRequesterIsAnotherJob() {
    DeskScene scene = DeskScene.withSlots(2).offer(1, 1).offer(7, 1, 1, ECHO);
    assertThat(scene.told()).containsExactly("bid 1 for another");
    assertThat(scene.desk.load(0, 0).reserved()).isEqualTo(2);
  }

  @Test
  void aRejectedBidFreesItsSlotAtOnce() {
    DeskScene scene = DeskScene.withSlots(1).offer(1, 1).rejected(1, 1);
    assertThat(scene.reports())
        .containsExactly(
            new WorkerReport.Released(new OfferId(job(1), 1), WorkerReport.Cause.REJECTED));
    assertThat(scene.offer(2, 1).told()).containsExactly("bid 1 for 100");
  }

  @Test
  void aReservationFreesItselfWhenItsTimeIsOver() {
    DeskScene scene = DeskScene.withSlots(1).offer(1, 1);
    assertThat(scene.after(Duration.ofMillis(2_999)).offer(2, 1).told())
        .containsExactly("refuse BUSY");
    assertThat(scene.after(Duration.ofMillis(1)).reports())
        .containsExactly(
            new WorkerReport.Released(new OfferId(job(1), 1), WorkerReport.Cause.EXPIRED));
    assertThat(scene.desk.nextDeadline()).isEmpty();
  }

  @Test
  void whatIsDueIsDoneBeforeTheEventThatComesLater() {
    DeskScene scene = DeskScene.withSlots(1).offer(1, 1);
    scene.now = scene.now.plusSeconds(10);
    assertThat(scene.offer(2, 1).told()).containsExactly("bid 1 for 100");
  }

  private static RefusalReason refusal(DeskScene scene) {
    return scene.effects().stream()
        .filter(WorkerEffect.SendRefusal.class::isInstance)
        .map(effect -> ((WorkerEffect.SendRefusal) effect).refusal().reason())
        .findFirst()
        .orElseThrow();
  }
}
