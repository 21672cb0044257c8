package io.grapevine.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.testing.Randomised;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  @Test
  void agreesWithAScanOverAllKeys() {
    Randomised.runs(200)
        .check(
            random -> {
              Deadlines<Integer> deadlines = new Deadlines<>();
              Map<Integer, Instant> model = new HashMap<>();
              for (int step = 0; step < 100; step++) {
                int key = random.nextInt(10);
                Instant at = Samples.T0.plusSeconds(random.nextInt(20));
                if (random.nextInt(4) == 0) {
                  deadlines.set(key, Optional.empty());
                  model.remove(key);
                } else if (random.nextInt(4) == 0) {
                  List<Integer> due =
                      model.entrySet().stream()
                          .filter(entry -> !entry.getValue().isAfter(at))
                          .map(Map.Entry::getKey)
                          .toList();
                  assertThat(deadlines.due(at)).containsExactlyInAnyOrderElementsOf(due);
                  due.forEach(model::remove);
                } else {
                  deadlines.set(key, Optional.of(at));
                  model.put(key, at);
                }
                assertThat(deadlines.earliest())
                    .isEqualTo(model.values().stream().min(Instant::compareTo));
              }
            });
  }

  @Test
  void givesTheEarliestFirst() {
    Deadlines<String> deadlines = new Deadlines<>();
    deadlines.set("late", Optional.of(Samples.T0.plusSeconds(2)));
    deadlines.set("early", Optional.of(Samples.T0.plusSeconds(1)));
    assertThat(deadlines.due(Samples.T0.plusSeconds(2))).containsExactly("early", "late");
  }
}
