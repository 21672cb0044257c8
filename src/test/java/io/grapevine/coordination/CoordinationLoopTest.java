package io.grapevine.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoordinationLoopTest {
  private final List<String> broken = new CopyOnWriteArrayList<>();
  private final CoordinationLoop loop =
      new CoordinationLoop(
          "loop-under-test",
          4,
          InstantSource.system(),
          new CoordinationListener() {
            @Override
            public void invariantBroken(String description) {
              broken.add(description);
            }
          });

  @AfterEach
  void stop() throws InterruptedException {
    loop.stop(Duration.ofSeconds(5));
  }

  @Test
  void goesOnAfterAnEntryThatThrows() throws InterruptedException {
    loop.start();
    CountDownLatch second = new CountDownLatch(1);
    loop.post(
        Lane.COMMANDS,
        () -> {
          throw new IllegalStateException("broken on purpose");
        });
    loop.post(Lane.COMMANDS, second::countDown);
    assertThat(second.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(broken).singleElement().asString().contains("broken on purpose");
  }

  @Test
  void callsWhatIsTimedWhenItsTimeHasCome() {
    Alarm alarm = new Alarm(Instant.now().plusMillis(20));
    loop.add(alarm);
    loop.start();
    await().atMost(Duration.ofSeconds(5)).until(() -> !alarm.rung.isEmpty());
    assertThat(alarm.rung).allSatisfy(at -> assertThat(at).isAfterOrEqualTo(alarm.first));
  }

  @Test
  void tellsItsOwnThreadFromOthers() throws InterruptedException {
    loop.start();
    CountDownLatch allowed = new CountDownLatch(1);
    loop.post(
        Lane.COMMANDS,
        () -> {
          loop.requireOwnThread();
          allowed.countDown();
        });
    assertThat(allowed.await(5, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(loop::requireOwnThread)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("loop-under-test");
  }

  @Test
  void runsWhatWaitsBeforeItStops() throws InterruptedException {
    CountDownLatch last = new CountDownLatch(1);
    loop.post(Lane.GOSSIP, last::countDown);
    loop.start();
    loop.stop(Duration.ofSeconds(5));
    assertThat(last.getCount()).isZero();
    assertThat(loop.post(Lane.COMMANDS, () -> {})).isFalse();
  }

  private static final class Alarm implements Timed {
    private final Instant first;
    private final List<Instant> rung = new CopyOnWriteArrayList<>();

    Alarm(Instant first) {
      this.first = first;
    }

    @Override
    public Optional<Instant> nextDeadline() {
      return rung.isEmpty() ? Optional.of(first) : Optional.empty();
    }

    @Override
    public void deadlineReached(Instant now) {
      rung.add(now);
    }
  }
}
