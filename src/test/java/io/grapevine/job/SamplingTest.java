package io.grapevine.job;

import static io.grapevine.testing.JobSamples.job;
import static io.grapevine.testing.JobSamples.peer;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplingTest {
  @Test
  void theFullRateIncludesEverybody() {
    assertThat(IntStream.range(0, 500))
        .allMatch(
            worker -> Sampling.includes(new OfferId(job(1), 1), Offer.SAMPLE_ALL, peer(worker)));
  }

  @Test
  void aRateIncludesAboutItsShareOfThePeers() {
    for (int rate : new int[] {10_000, 100_000, 500_000}) {
      long included =
          IntStream.range(0, 20_000)
              .filter(worker -> Sampling.includes(new OfferId(job(1), 1), rate, peer(worker)))
              .count();
      assertThat(included).isBetween(rate / 50L * 8 / 10, rate / 50L * 12 / 10);
    }
  }

  @Test
  void eachRoundDrawsAnotherSample() {
    long both =
        IntStream.range(0, 20_000)
            .filter(worker -> Sampling.includes(new OfferId(job(1), 1), 100_000, peer(worker)))
            .filter(worker -> Sampling.includes(new OfferId(job(1), 2), 100_000, peer(worker)))
            .count();
    assertThat(both).as("a tenth of a tenth").isBetween(140L, 260L);
  }

  /** Values of an independent computation. */
  @Test
  void theHashIsFixedForAllVersions() {
    assertThat(Sampling.hash(job(1), 1, peer(1))).isEqualTo(8683645307410725600L);
    assertThat(Sampling.hash(job(2), 1, peer(1))).isEqualTo(-4857668917811804486L);
  }

  @Test
  void ratesAimAtSoManyAnswers() {
    assertThat(Sampling.rateFor(6, 0)).isEqualTo(1_000_000);
    assertThat(Sampling.rateFor(6, 6)).isEqualTo(1_000_000);
    assertThat(Sampling.rateFor(6, 12)).isEqualTo(500_000);
    assertThat(Sampling.rateFor(6, 10_000)).isEqualTo(600);
    assertThat(Sampling.widened(600)).isEqualTo(2_400);
    assertThat(Sampling.widened(250_001)).isEqualTo(1_000_000);
    assertThat(Sampling.expected(12, 500_000)).isEqualTo(6);
    assertThat(Sampling.expected(3, 500_000)).isEqualTo(2);
    assertThat(Sampling.expected(Integer.MAX_VALUE, 1_000_000)).isEqualTo(Integer.MAX_VALUE);
  }
}
