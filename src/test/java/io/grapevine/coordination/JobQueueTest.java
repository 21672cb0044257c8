package io.grapevine.coordination;

import static io.grapevine.coordination.Samples.T0;
import static io.grapevine.coordination.Samples.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Priority;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobQueueTest {
  private static final Duration LEAST = Duration.ofSeconds(1);

  private final JobQueue queue = new JobQueue(new JobQueueLimits(2, 100, 1, 40, LEAST));

  @Test
  void hasAsManyUnderWayAsAllowedAndAsManyWaitingInEachClass() {
    assertThat(submit(1, Priority.NORMAL, 1)).isTrue();
    assertThat(submit(2, Priority.NORMAL, 1)).isTrue();
    assertThat(submit(3, Priority.NORMAL, 1)).as("waits").isTrue();
    assertThat(submit(4, Priority.NORMAL, 1)).as("one past the limit").isFalse();
    assertThat(submit(5, Priority.LOW, 1)).as("waits in its own class").isTrue();
    assertThat(submit(6, Priority.HIGH, 1)).isTrue();
    assertThat(queue.active()).isEqualTo(2);
    assertThat(queue.waiting()).containsValues(1, 1, 1);
    assertThat(queue.size()).isEqualTo(5);
  }

  @Test
  void countsWhatEntersAtTheSameTime() {
    for (int i = 1; i <= 3; i++) {
      assertThat(queue.enter(job(i), Priority.NORMAL, "c", 1)).isTrue();
    }
    assertThat(queue.enter(job(4), Priority.NORMAL, "c", 1)).isFalse();
    assertThat(queue.turns()).as("nothing is written down yet").isEmpty();
    queue.await(job(3));
    assertThat(queue.turns()).containsExactly(job(3));
    assertThat(queue.over(job(1), T0)).as("it could not be written down").contains("c");
    assertThat(queue.enter(job(5), Priority.NORMAL, "c", 1)).isTrue();
  }

  @Test
  void givesTheNextATurnWhenOneIsOver() {
    for (int i = 1; i <= 3; i++) {
      submit(i, Priority.NORMAL, 1);
    }
    assertThat(queue.over(job(1), T0)).contains("c");
    assertThat(queue.over(job(1), T0)).isEmpty();
    assertThat(queue.turns()).containsExactly(job(3));
    assertThat(submit(4, Priority.NORMAL, 1)).isTrue();
  }

  @Test
  void forgetsAJobThatIsCalledOffWhileItWaits() {
    for (int i = 1; i <= 3; i++) {
      submit(i, Priority.NORMAL, 1);
    }
    queue.over(job(3), T0);
    queue.over(job(1), T0);
    assertThat(queue.turns()).isEmpty();
    assertThat(queue.active()).isEqualTo(1);
  }

  @Test
  void boundsTheBytesOfWhatIsUnderWayAndOfWhatWaits() {
    assertThat(submit(1, Priority.NORMAL, 90)).isTrue();
    assertThat(submit(2, Priority.NORMAL, 41)).as("too large to wait").isFalse();
    assertThat(submit(3, Priority.NORMAL, 40)).isTrue();
    assertThat(queue.active()).as("the second place is too small").isEqualTo(1);
    queue.over(job(1), T0);
    assertThat(queue.turns()).containsExactly(job(3));
  }

  @Test
  void hasRoomForWhatWasPromisedBeforeARestart() {
    for (int i = 1; i <= 3; i++) {
      queue.resume(job(i), Priority.NORMAL, 90, true);
    }
    queue.resume(job(4), Priority.LOW, 90, false);
    queue.resume(job(5), Priority.LOW, 90, false);
    assertThat(queue.active()).isEqualTo(3);
    assertThat(queue.turns()).isEmpty();
    List.of(1, 2, 3)
        .forEach(
            number -> assertThat(queue.over(job(number), T0)).as("on nobody's account").isEmpty());
    assertThat(queue.turns()).containsExactly(job(4));
    assertThat(queue.waiting()).containsEntry(Priority.LOW, 1);
  }

  @Test
  void estimatesWhenThereIsRoomByTheRateAtWhichJobsEnd() {
    JobQueue large = new JobQueue(new JobQueueLimits(10, 100, 1_000, 1_000, LEAST));
    assertThat(large.retryAfter(T0)).as("nothing is known").isEqualTo(LEAST);
    for (int i = 0; i < 110; i++) {
      assertThat(large.enter(job(i), Priority.NORMAL, "c", 0)).isTrue();
      large.await(job(i));
    }
    large.turns();
    large.over(job(0), T0);
    large.over(job(1), T0.plusSeconds(2));
    large.turns();
    // 98 wait, of which a tenth is 9; with the one that asks that is 10, at one per second
    assertThat(large.retryAfter(T0.plusSeconds(2))).isEqualTo(Duration.ofSeconds(10));
    assertThat(large.retryAfter(T0.plusSeconds(999))).isEqualTo(JobQueueLimits.RETRY_AFTER_MAX);
  }

  private boolean submit(int number, Priority priority, int size) {
    boolean entered = queue.enter(job(number), priority, "c", size);
    if (entered) {
      queue.await(job(number));
      queue.turns();
    }
    return entered;
  }
}
