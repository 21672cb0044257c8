package io.grapevine.libp2p.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RefusalTallyTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final RefusalTally tally = new RefusalTally(Duration.ofSeconds(30));

  @Test
  void saysNothingWhenNothingHappened() {
    assertThat(tally.due(0)).isEmpty();
  }

  @Test
  void saysTheFirstAtOnceAndTheRestTogether() {
    tally.note(Refusal.HALF_OPEN_LIMIT, "first");
    assertThat(tally.due(5 * SECOND)).containsExactly(line(Refusal.HALF_OPEN_LIMIT, 1, 1, "first"));
    for (int i = 0; i < 311; i++) {
      tally.note(Refusal.HALF_OPEN_LIMIT, "one of many");
      assertThat(tally.due(6 * SECOND)).isEmpty();
    }
    tally.note(Refusal.HALF_OPEN_LIMIT, "last");
    assertThat(tally.due(34 * SECOND)).isEmpty();
    assertThat(tally.due(35 * SECOND))
        .containsExactly(line(Refusal.HALF_OPEN_LIMIT, 312, 30, "last"));
    assertThat(tally.due(100 * SECOND)).isEmpty();
  }

  @Test
  void keepsReasonsApart() {
    tally.note(Refusal.GATED, "a");
    assertThat(tally.due(0)).hasSize(1);
    tally.note(Refusal.GATED, "b");
    tally.note(Refusal.STREAM_LIMIT, "c");
    assertThat(tally.due(SECOND)).containsExactly(line(Refusal.STREAM_LIMIT, 1, 1, "c"));
  }

  @Test
  void beginsAnewAfterAQuietTime() {
    tally.note(Refusal.GATED, "a");
    assertThat(tally.due(0)).hasSize(1);
    tally.note(Refusal.GATED, "b");
    assertThat(tally.due(3600 * SECOND)).containsExactly(line(Refusal.GATED, 1, 1, "b"));
  }

  private static RefusalTally.Line line(Refusal reason, long times, long seconds, Object detail) {
    return new RefusalTally.Line(reason, times, Duration.ofSeconds(seconds), detail);
  }
}
