package io.grapevine.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WriterLogTest {
  /** Near the end of the range, for nothing is known of where such times begin. */
  private static final long START = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1);

  private static final long QUIET = WriterLog.QUIET.toSeconds();

  private final WriterLog log = new WriterLog("x.db");

  @Test
  void saysNothingOfWritesThatSucceed() {
    assertThat(log.written(at(0))).isNull();
  }

  @Test
  void saysOnceThatWritesFailAndOnceThatItIsOver() {
    assertThat(log.failed(3, "no room", at(0))).isEqualTo("Writes fail: no room");
    assertThat(log.failed(1, "no room", at(1))).isNull();
    assertThat(log.written(at(QUIET))).isNull();
    assertThat(log.written(at(1 + QUIET)))
        .isEqualTo("The store x.db writes again, after 4 writes that failed");
    assertThat(log.written(at(2 + QUIET))).isNull();
    assertThat(log.failed(1, "away", at(2 + QUIET))).isEqualTo("Writes fail: away");
    assertThat(log.written(at(2 + 2 * QUIET)))
        .isEqualTo("The store x.db writes again, after 1 writes that failed");
  }

  @Test
  void isQuietAsLongAsSomeFailAndSomeDoNot() {
    assertThat(log.failed(1, "no room", at(0))).isNotNull();
    for (int second = 1; second < 100; second++) {
      assertThat(log.written(at(second))).isNull();
      assertThat(log.failed(1, "no room", at(second))).isNull();
    }
    assertThat(log.written(at(99 + QUIET)))
        .isEqualTo("The store x.db writes again, after 100 writes that failed");
  }

  @Test
  void saysAgainThatWritesFailWhenThereWasNothingToWriteAfterTheyHadSucceeded() {
    assertThat(log.failed(3, "away", at(0))).isNotNull();
    assertThat(log.written(at(1))).isNull();
    assertThat(log.failed(1, "away", at(QUIET))).isEqualTo("Writes fail: away");
    assertThat(log.written(at(2 * QUIET)))
        .isEqualTo("The store x.db writes again, after 1 writes that failed");
  }

  @Test
  void isQuietAsLongAsEveryWriteTakesLongToFail() {
    assertThat(log.failed(1, "frozen", at(0))).isNotNull();
    assertThat(log.failed(1, "frozen", at(10 * QUIET))).isNull();
    assertThat(log.failed(1, "frozen", at(20 * QUIET))).isNull();
  }

  private static long at(long second) {
    return START + TimeUnit.SECONDS.toNanos(second);
  }
}
