package io.grapevine.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.grapevine.job.Priority;
import io.grapevine.testing.Randomised;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private final FairQueue<String> queue = new FairQueue<>();

  @Test
  void dealsTenTurnsByTheSharesOfTheClasses() {
    for (Priority priority : Priority.values()) {
      fill(priority, "c", 1_000);
    }
    for (int tens = 0; tens < 50; tens++) {
      Map<Priority, Integer> turns = new EnumMap<>(Priority.class);
      poll(10).forEach(entry -> turns.merge(classOf(entry), 1, Integer::sum));
      assertThat(turns)
          .isEqualTo(
              Map.of(
                  Priority.HIGH, FairQueue.HIGH,
                  Priority.NORMAL, FairQueue.NORMAL,
                  Priority.LOW, FairQueue.LOW));
    }
  }

  @Test
  void letsNoClassStarveHoweverMuchComesBeforeIt() {
    queue.add(Priority.LOW, "patient", "LOW patient 1");
    int turns = 0;
    String next;
    do {
      queue.add(Priority.HIGH, "busy", "HIGH a " + turns);
      queue.add(Priority.HIGH, "busy", "HIGH b " + turns);
      queue.add(Priority.NORMAL, "busy", "NORMAL c " + turns);
      next = queue.poll().orElseThrow();
      turns++;
    } while (!next.equals("LOW patient 1"));
    assertThat(turns).isLessThanOrEqualTo(10);
  }

  @Test
  void leavesTheShareOfAnEmptyClassToTheOthersAndSavesNoneUp() {
    fill(Priority.LOW, "c", 200);
    assertThat(poll(100)).allMatch(entry -> classOf(entry) == Priority.LOW);
    fill(Priority.HIGH, "c", 200);
    List<String> after = poll(20);
    assertThat(after.stream().filter(entry -> classOf(entry) == Priority.LOW).count())
        .isBetween(2L, 4L);
    assertThat(classOf(after.getFirst())).isEqualTo(Priority.HIGH);
  }

  @Test
  void letsTheClientsOfAClassTakeTurns() {
    fill(Priority.NORMAL, "greedy", 100);
    fill(Priority.NORMAL, "modest", 2);
    assertThat(poll(5))
        .containsExactly(
            "NORMAL greedy 0",
            "NORMAL modest 0",
            "NORMAL greedy 1",
            "NORMAL modest 1",
            "NORMAL greedy 2");
  }

  @Test
  void takesOutWhatWaitsInTheMiddle() {
    fill(Priority.NORMAL, "c", 3);
    assertThat(queue.remove("NORMAL c 1")).isTrue();
    assertThat(queue.remove("NORMAL c 1")).isFalse();
    assertThat(queue.size(Priority.NORMAL)).isEqualTo(2);
    assertThat(poll(2)).containsExactly("NORMAL c 0", "NORMAL c 2");
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void refusesToHoldTheSameTwice() {
    queue.add(Priority.NORMAL, "c", "x");
    assertThatIllegalStateException().isThrownBy(() -> queue.add(Priority.LOW, "d", "x"));
  }

  @Test
  void losesNothingAndInventsNothing() {
    Randomised.runs(200)
        .check(
            random -> {
              FairQueue<Integer> any = new FairQueue<>();
              Set<Integer> model = new HashSet<>();
              for (int step = 0; step < 300; step++) {
                int entry = random.nextInt(60);
                if (random.nextInt(3) == 0) {
                  var next = any.peek();
                  assertThat(any.poll()).isEqualTo(next);
                  assertThat(next.isPresent()).isEqualTo(!model.isEmpty());
                  next.ifPresent(taken -> assertThat(model.remove(taken)).isTrue());
                } else if (random.nextInt(3) == 0) {
                  assertThat(any.remove(entry)).isEqualTo(model.remove(entry));
                } else if (model.add(entry)) {
                  any.add(anyClass(random), "c" + random.nextInt(4), entry);
                }
                int sum = 0;
                for (Priority priority : Priority.values()) {
                  sum += any.size(priority);
                }
                assertThat(sum).isEqualTo(model.size());
              }
            });
  }

  private static Priority anyClass(RandomGenerator random) {
    return switch (random.nextInt(3)) {
      case 0 -> Priority.HIGH;
      case 1 -> Priority.NORMAL;
      default -> Priority.LOW;
    };
  }

  private void fill(Priority priority, String client, int count) {
    for (int i = 0; i < count; i++) {
      queue.add(priority, client, priority + " " + client + " " + i);
    }
  }

  private List<String> poll(int count) {
    List<String> polled = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      polled.add(queue.poll().orElseThrow());
    }
    return polled;
  }

  private static Priority classOf(String entry) {
    return Priority.valueOf(entry.substring(0, entry.indexOf(' ')));
  }
}
