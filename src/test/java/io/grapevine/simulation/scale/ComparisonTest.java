package io.grapevine.simulation.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void withBrokenWorkersTheAuctionIsFasterThanTheListByMoreThanAFifth() {
    Scenario scenario =
        Scenario.of(40, 0.4, ServiceTimes.EXPONENTIAL, Duration.ofSeconds(2), Terrain.LAN, 2_000)
            .withBroken(0.3);
    Demand demand = Demand.of(scenario);
    Figures list =
        ListWalking.play(scenario, demand, ListWalking.Order.SHUFFLED, PATIENCE.toNanos());
    Figures auction = Auctions.play(scenario, demand, PATIENCE).figures();

    assertThat(auction.lost()).isZero();
    assertThat(list.lost()).isZero();
    assertThat(auction.doneShare()).isGreaterThan(0.98);
    assertThat(auction.meanResponse()).isLessThan(0.8 * list.meanResponse());
    assertThat(auction.responseAt(0.99)).isLessThan(0.8 * list.responseAt(0.99));
    assertThat(auction.wastedShare()).isLessThan(list.wastedShare());
  }

  @Test
  void aTenthOfTheWorkersIsBrokenInEachOfTheWays() {
    Map<Temper, Integer> counts = new EnumMap<>(Temper.class);
    for (int worker = 0; worker < 100; worker++) {
      counts.merge(Temper.of(worker, 100, 0.3), 1, Integer::sum);
    }
    assertThat(counts.values()).containsExactly(70, 10, 10, 10);
  }

  @Test
  void aMachineSharesWhatItHasAmongJobsThatAreTooMany() {
    Timeline timeline = new Timeline();
    Machine machine = new Machine(timeline, 2);
    List<Long> ends = new ArrayList<>();
    for (long service : List.of(1_000L, 1_000L, 2_000L)) {
      machine.run(service, () -> ends.add(timeline.now()));
    }
    timeline.run(Long.MAX_VALUE);

    // Three share two slots until 1 500; the last has then half of its 2 000 left.
    assertThat(ends).hasSize(3);
    assertThat(ends.get(0)).isCloseTo(1_500, within(3L));
    assertThat(ends.get(1)).isCloseTo(1_500, within(3L));
    assertThat(ends.get(2)).isCloseTo(2_500, within(3L));
  }

  @Test
  void theIdealLetsNobodyWaitWhileASlotIsFree() {
    Scenario scenario =
        Scenario.of(100, 0.3, ServiceTimes.HEAVY_TAILED, Duration.ofSeconds(1), Terrain.LAN, 2_000);
    Demand demand = Demand.of(scenario);
    assertThat(Ideal.omniscient(scenario, demand).awardAt(1)).isZero();
  }
}
