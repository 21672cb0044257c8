package io.grapevine.simulation.scale;

import static io.grapevine.testing.JobSamples.ECHO;
import static io.grapevine.testing.JobSamples.content;
import static io.grapevine.testing.JobSamples.job;
import static io.grapevine.testing.JobSamples.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.job.Sampling;
import io.grapevine.testing.Randomised;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The bounds that must hold at any size, at sizes that take a moment. */
class ScaleSimulationTest {
  private static final int JOBS = 2_000;

  @Test
  void theMedianResponseAtEightyPercentLoadIsCloseToTheIdeal() {
    Scenario scenario = scenario(50, Duration.ofSeconds(1));
    Demand demand = Demand.of(scenario);
    Figures ideal = Ideal.omniscient(scenario, demand);
    Figures own = Auctions.play(scenario, demand).figures();

    assertThat(own.lost()).isZero();
    assertThat(own.failed()).isZero();
    assertThat(own.responseAt(0.5)).isBetween(ideal.responseAt(0.5), 1.15 * ideal.responseAt(0.5));
  }

  @Test
  void bidsPerJobDoNotGrowWithTheWorkers() {
    for (int workers : List.of(20, 200)) {
      Scenario scenario = scenario(workers, Duration.ofSeconds(1));
      Traffic traffic = Auctions.play(scenario, Demand.of(scenario)).traffic();

      assertThat(traffic.bidsPerJob()).as(workers + " workers").isBetween(1.0, 8.0);
      assertThat(traffic.offersPerJob()).as(workers + " workers").isBetween(1.0, 1.2);
    }
  }

  @Test
  void theSameSeedGivesTheSameTranscript() {
    Scenario scenario = scenario(30, Duration.ofMillis(100));
    String first = Auctions.play(scenario, Demand.of(scenario)).transcript();
    Scenario other = scenario.withSeed(2);

    assertThat(Auctions.play(scenario, Demand.of(scenario)).transcript()).isEqualTo(first);
    assertThat(Auctions.play(other, Demand.of(other)).transcript()).isNotEqualTo(first);
  }

  @Test
  void findsExactlyThoseWhoAreInTheSample() {
    Randomised.runs(20)
        .check(
            random -> {
              Offer offer = offer(random);
              List<Integer> found = new ArrayList<>();
              SampleDraw.forEach(offer, 1_000, found::add);
              List<Integer> expected = new ArrayList<>();
              for (int worker = 0; worker < 1_000; worker++) {
                if (Sampling.includes(offer.id(), offer.samplingRate(), peer(worker))) {
                  expected.add(worker);
                }
              }
              assertThat(found).isEqualTo(expected);
            });
  }

  @Test
  void gossipReachesWorkersAsFastAsInTheSimulationOfGossip() {
    Reach reach = new Reach(Terrain.WAN, 5, 995, Randomised.ofSeed(1));
    List<Long> delays = new ArrayList<>();
    for (int worker = 0; worker < 995; worker++) {
      delays.add(reach.delay(worker % 5, worker) / 1_000_000);
    }
    delays.sort(Long::compare);

    assertThat(delays.get(497)).as("p50, there 118 ms").isBetween(100L, 136L);
    assertThat(delays.get(985)).as("p99, there 181 ms").isBetween(155L, 207L);
  }

  private static Offer offer(RandomGenerator random) {
    return new Offer(
        new OfferId(job(random.nextInt(1_000_000)), 1 + random.nextInt(5)),
        ECHO,
        peer(1_000_000),
        1,
        content("").digest(),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        1 + random.nextInt(Offer.SAMPLE_ALL));
  }

  private static Scenario scenario(int workers, Duration mean) {
    return Scenario.of(workers, 0.8, ServiceTimes.EXPONENTIAL, mean, Terrain.LAN, JOBS);
  }
}
