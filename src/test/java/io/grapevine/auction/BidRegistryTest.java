package io.grapevine.auction;

import static io.grapevine.testing.JobSamples.START;
import static io.grapevine.testing.JobSamples.job;
import static io.grapevine.testing.JobSamples.load;
import static io.grapevine.testing.JobSamples.peer;
import static io.grapevine.testing.JobSamples.reservation;
import static io.grapevine.testing.JobSamples.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.auction.BidRegistry.Entry;
import io.grapevine.job.Bid;
import io.grapevine.job.Delivery;
import io.grapevine.job.OfferId;
import io.grapevine.job.Refusal;
import io.grapevine.job.RefusalReason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BidRegistryTest {
  private final BidRegistry registry =
      new BidRegistry(new LeastLoadedRanking(), spec(1, 3, Delivery.AT_LEAST_ONCE));

  @Test
  void ranksTheBidsOfTheLatestRoundFirst() {
    registry.enter(bid(1, 1, 0));
    registry.enter(bid(2, 2, 3));
    assertThat(registry.best(START)).contains(bid(2, 2, 3));
  }

  @Test
  void keepsTheLatestBidOfAWorker() {
    assertThat(registry.enter(bid(1, 2, 3))).isEqualTo(Entry.NEW);
    assertThat(registry.enter(bid(1, 2, 1))).isEqualTo(Entry.REPEATED);
    assertThat(registry.enter(bid(1, 1, 0))).isEqualTo(Entry.UNWANTED);
    assertThat(registry.best(START)).contains(bid(1, 2, 1));
    assertThat(registry.release()).containsExactly(bid(1, 2, 1));
    assertThat(registry.release()).isEmpty();
    assertThat(registry.best(START)).as("a released bid is still a candidate").isPresent();
  }

  @Test
  void anOvertakenRefusalWithdrawsNothing() {
    registry.enter(bid(1, 2, 1));
    assertThat(registry.enter(refusal(1, 1))).isFalse();
    assertThat(registry.best(START)).isPresent();
    assertThat(registry.enter(refusal(1, 2))).isTrue();
    assertThat(registry.enter(refusal(1, 2))).isFalse();
    assertThat(registry.best(START)).isEmpty();
    assertThat(registry.everBid()).isTrue();
    assertThat(registry.enter(bid(1, 1, 1))).isEqualTo(Entry.UNWANTED);
    assertThat(registry.enter(bid(1, 3, 1))).isEqualTo(Entry.NEW);
    assertThat(registry.refusals()).isEmpty();
  }

  @Test
  void keepsAsManyBiddersAndRefusersAsItsLimitAndNotOneMore() {
    for (int worker = 1; worker <= BidRegistry.WORKERS_MAX; worker++) {
      assertThat(registry.enter(bid(worker, 1, 1))).isEqualTo(Entry.NEW);
      assertThat(registry.enter(refusal(1_000 + worker, 1))).isTrue();
    }
    assertThat(registry.enter(bid(999, 1, 1))).isEqualTo(Entry.UNWANTED);
    assertThat(registry.enter(refusal(9_999, 1))).isFalse();
    assertThat(registry.enter(bid(1, 2, 1))).as("a known worker").isEqualTo(Entry.NEW);
  }

  @Test
  void countsAnswersPerRound() {
    registry.enter(bid(1, 1, 1));
    registry.enter(refusal(2, 2));
    registry.enter(refusal(3, 2));
    assertThat(registry.answersTo(new OfferId(job(1), 1)).bids()).containsExactly(bid(1, 1, 1));
    assertThat(registry.answersTo(new OfferId(job(1), 2)).refusals()).isEqualTo(2);
    assertThat(registry.answersTo(new OfferId(job(1), 2)).areAllRefusals()).isTrue();
    assertThat(registry.answersTo(new OfferId(job(1), 3)).areAllRefusals()).isFalse();
  }

  private static Bid bid(int worker, int round, int running) {
    return new Bid(
        new OfferId(job(1), round),
        peer(worker),
        reservation(round),
        load(running),
        Duration.ofSeconds(3));
  }

  private static Refusal refusal(int worker, int round) {
    return new Refusal(new OfferId(job(1), round), peer(worker), RefusalReason.BUSY, "");
  }
}
