package io.grapevine.libp2p.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MonotonicClockTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicReference<Instant> wall = new AtomicReference<>(START);
  private final AtomicLong nanos = new AtomicLong(-5);
  private final MonotonicClock clock = new MonotonicClock(wall::get, nanos::get);

  @Test
  void startsAtTheWallClocksTimeAndPassesWithTheNanoseconds() {
    assertThat(clock.instant()).isEqualTo(START);
    nanos.addAndGet(1_500_000_000L);

    assertThat(clock.instant()).isEqualTo(START.plusMillis(1500));
  }

  @Test
  void doesNotFeelAJumpOfTheWallClockInEitherDirection() {
    wall.set(START.minus(Duration.ofDays(365)));
    assertThat(clock.instant()).isEqualTo(START);
    wall.set(START.plus(Duration.ofDays(365)));

    assertThat(clock.instant()).isEqualTo(START);
  }
}
