package io.grapevine.auction;

import static io.grapevine.testing.JobSamples.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Progress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProgressPaceTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void recordsEveryReportOfAnHonestWorkerInTheFirstTwoMinutes() {
    assertThat(recordedOf(Duration.ofMillis(500), Duration.ofMinutes(2))).isEqualTo(240);
  }

  @Test
  void anHourOfProgressLeavesRoomInTheHistory() {
    assertThat(recordedOf(Duration.ofMillis(500), HOUR)).isBetween(800, 900);
    assertThat(recordedOf(Duration.ofMillis(5), HOUR)).as("a talkative worker").isBetween(800, 999);
  }

  @Test
  void recordsNothingWithoutNews() {
    ProgressPace pace = ProgressPace.from(START);
    assertThat(pace.recordable(START)).isNull();
    pace = pace.heard(new Progress(1, "")).recorded(START).heard(null);
    assertThat(pace.recordable(START.plus(HOUR))).isNull();
  }

  private static int recordedOf(Duration pause, Duration total) {
    ProgressPace pace = ProgressPace.from(START);
    for (Instant now = START; now.isBefore(START.plus(total)); now = now.plus(pause)) {
      pace = pace.heard(new Progress(1, ""));
      pace = pace.recordable(now) == null ? pace : pace.recorded(now);
    }
    return pace.recorded();
  }
}
