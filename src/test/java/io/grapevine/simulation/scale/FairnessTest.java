package io.grapevine.simulation.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.SelectionPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairnessTest {
  @Test
  void theFairPolicySpreadsWorkEvenly() {
    for (int requesters : List.of(1, 10)) {
      Scenario scenario =
          FairnessTable.scenario(20, 3_000, 0.3)
              .withRequesters(requesters)
              .withPolicy(SelectionPolicy.FAIR);
      Figures figures = Auctions.play(scenario, Demand.of(scenario)).figures();

      assertThat(figures.lost()).isZero();
      assertThat(figures.failed()).isZero();
      assertThat(figures.jain()).as(requesters + " requesters").isBetween(0.95, 1.0);
    }
  }
}
