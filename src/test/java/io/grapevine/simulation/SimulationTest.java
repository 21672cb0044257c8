package io.grapevine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.JobStatus;
import io.grapevine.testing.Randomised;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final int WORLDS = Integer.getInteger("grapevine.simulation.worlds", 300);

  /**
   * {@code ./mvnw test -Dtest=SimulationTest -Dgrapevine.simulation.worlds=10000} goes through more
   * of them; {@code -Dgrapevine.seed=…} with the seed that a failure names first shows it again.
   */
  @Test
  void everyWorldIsSafeAndComesToRest() {
    Randomised.runs(WORLDS).check(random -> Simulation.run(random.nextLong()));
  }

  @Test
  void theWorldsSeeEveryOutcomeAndEveryEndOfAnAttempt() {
    Set<JobStatus> outcomes = EnumSet.noneOf(JobStatus.class);
    Set<AttemptEnd> ends = EnumSet.noneOf(AttemptEnd.class);
    for (long seed = 0; seed < 300; seed++) {
      Safety seen = Simulation.run(seed);
      outcomes.addAll(seen.outcomes().keySet());
      ends.addAll(seen.ends().keySet());
    }
    assertThat(outcomes)
        .containsExactlyInAnyOrder(
            JobStatus.SUCCEEDED,
            JobStatus.REFUSED,
            JobStatus.FAILED,
            JobStatus.CANCELLED,
            JobStatus.EXPIRED);
    assertThat(ends).containsExactlyInAnyOrder(AttemptEnd.values());
  }

  @Test
  void someWorldsSeeAResultThatOutlivedItsWorker() {
    long recovered = 0;
    for (long seed = 0; seed < 300; seed++) {
      recovered += Simulation.run(seed).recovered();
    }
    assertThat(recovered).isPositive();
  }

  @Test
  void theSameSeedGivesTheSameWorld() {
    for (long seed = 0; seed < 10; seed++) {
      Transcript first = Simulation.replay(seed);
      assertThat(first.lines()).hasSizeGreaterThan(50);
      assertThat(Simulation.replay(seed).lines()).isEqualTo(first.lines());
    }
  }
}
