package io.grapevine.auction;

import static io.grapevine.testing.JobSamples.job;
import static io.grapevine.testing.JobSamples.peer;
import static io.grapevine.testing.JobSamples.reservation;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Bid;
import io.grapevine.job.Load;
import io.grapevine.job.OfferId;
import io.grapevine.testing.Randomised;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeastLoadedRankingTest {
  private final LeastLoadedRanking ranking = new LeastLoadedRanking();

  @Test
  void theShareOfTakenSlotsComesFirst() {
    Bid halfOfFour = bid(1, 1, new Load(2, 1, 0, 4, 0, 0));
    Bid thirdOfTwelve = bid(1, 2, new Load(3, 2, 0, 12, 1, 1));
    assertThat(ranking.compare(thirdOfTwelve, halfOfFour)).isNegative();
  }

  @Test
  void theSlotThatIsHeldForTheBidDoesNotCount() {
    assertThat(new Load(0, 1, 0, 4, 0, 0).occupancy()).isZero();
    assertThat(new Load(0, 0, 0, 4, 0, 0).occupancy()).isZero();
    assertThat(new Load(1, 2, 2, 4, 0, 0).occupancy()).isEqualTo(1.0);
  }

  @Test
  void processorAndThenMemoryDecideAmongEqualShares() {
    Bid busyProcessor = bid(1, 1, new Load(0, 1, 0, 4, 0.5, 0.1));
    Bid fullMemory = bid(1, 2, new Load(0, 1, 0, 8, 0.4, 0.9));
    Bid free = bid(1, 3, new Load(0, 1, 0, 2, 0.4, 0.8));
    List<Bid> bids = new ArrayList<>(List.of(busyProcessor, fullMemory, free));
    bids.sort(ranking);
    assertThat(bids).containsExactly(free, fullMemory, busyProcessor);
  }

  @Test
  void tiesSpreadOverTheWorkers() {
    int[] wins = new int[4];
    for (int job = 0; job < 1_000; job++) {
      int number = job;
      Bid best =
          IntStream.range(0, 4)
              .mapToObj(worker -> bid(number, worker, new Load(0, 1, 0, 4, 0, 0)))
              .min(ranking)
              .orElseThrow();
      for (int worker = 0; worker < 4; worker++) {
        wins[worker] += best.worker().equals(peer(worker)) ? 1 : 0;
      }
    }
    for (int win : wins) {
      assertThat(win).isBetween(200, 300);
    }
  }

  @Test
  void ordersAsAnExactComparisonDoes() {
    Randomised.runs(300)
        .check(
            random -> {
              List<Bid> bids = new ArrayList<>();
              for (int worker = 0; worker < 8; worker++) {
                bids.add(bid(1, worker, anyLoad(random)));
              }
              List<Bid> expected = new ArrayList<>(bids);
              expected.sort(ranking);
              Collections.shuffle(bids, Random.from(random));
              bids.sort(ranking);
              assertThat(bids).isEqualTo(expected);
              for (int next = 1; next < bids.size(); next++) {
                assertThat(exact(bids.get(next - 1).load(), bids.get(next).load())).isNotPositive();
              }
            });
  }

  /** Cross multiplication instead of division. */
  private static int exact(Load one, Load other) {
    return taken(one)
        .multiply(BigInteger.valueOf(other.slots()))
        .compareTo(taken(other).multiply(BigInteger.valueOf(one.slots())));
  }

  private static BigInteger taken(Load load) {
    return BigInteger.valueOf(load.running())
        .add(BigInteger.valueOf(Math.max(0, load.reserved() - 1)))
        .add(BigInteger.valueOf(load.queued()));
  }

  private static Load anyLoad(RandomGenerator random) {
    int bound = random.nextBoolean() ? 4 : Integer.MAX_VALUE;
    return new Load(
        random.nextInt(bound),
        random.nextInt(bound),
        random.nextInt(bound),
        1 + random.nextInt(bound - 1),
        random.nextInt(3) / 2.0,
        random.nextInt(3) / 2.0);
  }

  private static Bid bid(int job, int worker, Load load) {
    return new Bid(
        new OfferId(job(job), 1), peer(worker), reservation(1), load, Duration.ofSeconds(1));
  }
}
