package io.grapevine.libp2p.resources;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FairShareTest {
  @Test
  void leavesOnePartForTheNextHolder() {
    int total = 1000;
    for (int holders = 1; holders <= 20; holders++) {
      long[] held = new long[holders];
      long used = 0;
      boolean grown = true;
      while (grown) {
        grown = false;
        for (int i = 0; i < holders; i++) {
          if (FairShare.room(held[i], total, total - used) > 0) {
            held[i]++;
            used++;
            grown = true;
          }
        }
      }
      assertThat(total - used)
          .as("free with %d greedy holders", holders)
          .isBetween(
              (long) total / (holders + 1) - holders, (long) total / (holders + 1) + holders);
    }
  }

  @Test
  void neverGivesMoreThanTheMostOfOneHolder() {
    assertThat(FairShare.room(0, 10, 1000)).isEqualTo(10);
    assertThat(FairShare.room(9, 10, 1000)).isEqualTo(1);
    assertThat(FairShare.room(10, 10, 1000)).isZero();
    assertThat(FairShare.room(50, 100, 20)).as("it keeps what it has").isZero();
  }

  @Test
  void pressesFromHalfOfTheShareOn() {
    assertThat(FairShare.pressed(0, 10, 0)).as("a holder of nothing").isFalse();
    assertThat(FairShare.pressed(5, 10, 1000)).isFalse();
    assertThat(FairShare.pressed(6, 10, 1000)).isTrue();
    assertThat(FairShare.pressed(1, 10, 1)).isTrue();
  }
}
