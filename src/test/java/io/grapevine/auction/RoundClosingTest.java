package io.grapevine.auction;

import static io.grapevine.testing.JobSamples.job;
import static io.grapevine.testing.JobSamples.peer;
import static io.grapevine.testing.JobSamples.reservation;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Bid;
import io.grapevine.job.Load;
import io.grapevine.job.OfferId;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class RoundClosingTest {
  private static final Bid BUSY = bid(1, new Load(1, 1, 0, 4, 0, 0));

  @Test
  void nothingYetIsNoReasonToClose() {
    assertThat(isDue(new Answers(List.of(), 0, 0, 0), 1, 1)).isFalse();
  }

  @Test
  void enoughBidsAre() {
    Bid other = bid(2, new Load(2, 1, 0, 4, 0, 0));
    assertThat(isDue(new Answers(List.of(BUSY), 0, 0, 0), 100, 2)).isFalse();
    assertThat(isDue(new Answers(List.of(BUSY, other), 0, 0, 0), 100, 2)).isTrue();
  }

  @Test
  void doubtfulOnesAreNotAmongThem() {
    Bid other = bid(2, new Load(2, 1, 0, 4, 0, 0));
    Bid third = bid(3, new Load(3, 1, 0, 4, 0, 0));
    assertThat(isDue(new Answers(List.of(BUSY, other), 0, 0, 0), 100, 2, BUSY::equals)).isFalse();
    assertThat(isDue(new Answers(List.of(BUSY, other, third), 0, 0, 0), 100, 2, BUSY::equals))
        .isTrue();
    assertThat(isDue(new Answers(List.of(BUSY), 0, 0, 0), 1, 2, BUSY::equals)).isTrue();
  }

  @Test
  void everybodysAnswersAre() {
    assertThat(isDue(new Answers(List.of(BUSY), 1, 0, 0), 3, 9)).isFalse();
    assertThat(isDue(new Answers(List.of(BUSY), 2, 0, 0), 3, 9)).isTrue();
    assertThat(isDue(new Answers(List.of(), 3, 0, 0), 3, 9)).isTrue();
  }

  @Test
  void anIdleBidderIs() {
    assertThat(isDueFor(new Load(0, 1, 0, 4, 1, 1))).isTrue();
    assertThat(isDueFor(new Load(0, 0, 0, 1, 1, 1))).isTrue();
    assertThat(isDueFor(new Load(0, 2, 0, 4, 0, 0))).as("holds a slot for another").isFalse();
    assertThat(isDueFor(new Load(1, 1, 0, 4, 0, 0))).isFalse();
    assertThat(isDueFor(new Load(0, 1, 1, 4, 0, 0))).isFalse();
  }

  private static boolean isDue(Answers answers, int expected, int bidsWanted) {
    return isDue(answers, expected, bidsWanted, _ -> false);
  }

  private static boolean isDue(
      Answers answers, int expected, int bidsWanted, Predicate<Bid> isDoubtful) {
    return RoundClosing.isDue(
        answers, expected, bidsWanted, isDoubtful, LeastLoadedRanking::couldStartAtOnce);
  }

  private static boolean isDueFor(Load load) {
    return isDue(new Answers(List.of(bid(1, load)), 0, 0, 0), 100, 3);
  }

  private static Bid bid(int worker, Load load) {
    return new Bid(
        new OfferId(job(1), 1), peer(worker), reservation(1), load, Duration.ofSeconds(1));
  }
}
