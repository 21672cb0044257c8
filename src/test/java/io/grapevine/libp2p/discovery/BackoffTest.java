package io.grapevine.libp2p.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(20));

  @Test
  void doublesUpToItsMaximum() {
    assertThat(backoff.ceiling(0)).isEqualTo(Duration.ofSeconds(1));
    assertThat(backoff.ceiling(1)).isEqualTo(Duration.ofSeconds(2));
    assertThat(backoff.ceiling(4)).isEqualTo(Duration.ofSeconds(16));
    assertThat(backoff.ceiling(5)).isEqualTo(Duration.ofSeconds(20));
    assertThat(backoff.ceiling(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void drawsEvenlyBetweenNothingAndTheCeiling() {
    Random random = new Random(7);
    long sum = 0;
    for (int i = 0; i < 10_000; i++) {
      Duration delay = backoff.delay(2, random);
      assertThat(delay).isBetween(Duration.ZERO, Duration.ofSeconds(4));
      sum += delay.toMillis();
    }
    assertThat(sum / 10_000).isBetween(1_900L, 2_100L);
  }

  @Test
  void refusesAnInitialPauseBeyondTheMaximum() {
    assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
