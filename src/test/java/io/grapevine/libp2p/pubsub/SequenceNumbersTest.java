package io.grapevine.libp2p.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SequenceNumbersTest {

  private Instant wallClock = Instant.parse("2026-01-01T00:00:00Z");
  private final SequenceNumbers numbers = new SequenceNumbers(() -> wallClock);

  @Test
  void startsAtTheWallClockInNanoseconds() {
    wallClock = Instant.ofEpochSecond(1_700_000_000L, 42);

    assertThat(numbers.next()).isEqualTo(1_700_000_000_000_000_042L);
  }

  @Test
  void growsWhenTheClockStandsStillOrGoesBack() {
    long first = numbers.next();
    long second = numbers.next();
    wallClock = wallClock.minusSeconds(3600);
    long third = numbers.next();

    assertThat(second).isEqualTo(first + 1);
    assertThat(third).isEqualTo(first + 2);
  }

  @Test
  void growsAcrossARestart() {
    long before = 0;
    for (int i = 0; i < 1000; i++) {
      before = numbers.next();
    }
    wallClock = wallClock.plusMillis(1);

    assertThat(new SequenceNumbers(() -> wallClock).next()).isGreaterThan(before);
  }
}
