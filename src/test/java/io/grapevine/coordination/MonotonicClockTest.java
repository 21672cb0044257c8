package io.grapevine.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.testing.Randomised;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MonotonicClockTest {
  private final AtomicReference<Instant> wall = new AtomicReference<>(Samples.T0);
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final MonotonicClock clock = new MonotonicClock(wall::get, nanos::get);

  @Test
  void advancesWithElapsedTimeAlsoWhereTheCounterWraps() {
    pass(Duration.ofSeconds(5), Duration.ofSeconds(5));
    assertThat(clock.instant()).isEqualTo(Samples.T0.plusSeconds(5));
  }

  @Test
  void doesNotFollowAStepOfTheWallClockAtOnce() {
    pass(Duration.ofSeconds(1), Duration.ofHours(-1));
    assertThat(clock.instant()).isEqualTo(Samples.T0.plusMillis(999));
    pass(Duration.ofSeconds(1), Duration.ofDays(400));
    assertThat(clock.instant()).isEqualTo(Samples.T0.plusMillis(2_000));
  }

  @Test
  void comesToAgreeWithTheWallClock() {
    pass(Duration.ZERO, Duration.ofMillis(100));
    for (int i = 0; i < 200; i++) {
      pass(Duration.ofSeconds(1), Duration.ofSeconds(1));
      clock.instant();
    }
    assertThat(clock.instant()).isEqualTo(wall.get());
  }

  @Test
  void neverGoesBack() {
    Randomised.runs(50)
        .check(
            random -> {
              Instant last = clock.instant();
              for (int i = 0; i < 100; i++) {
                pass(
                    Duration.ofNanos(random.nextLong(1_000_000_000)),
                    Duration.ofMillis(random.nextLong(-100_000, 100_000)));
                Instant now = clock.instant();
                assertThat(now).isAfterOrEqualTo(last);
                last = now;
              }
            });
  }

  private void pass(Duration elapsed, Duration onTheWall) {
    nanos.addAndGet(elapsed.toNanos());
    wall.updateAndGet(time -> time.plus(onTheWall));
  }
}
