package io.grapevine.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Announcement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AnnouncerTest {
  @Test
  void announcesOftenAtFirstAndThenOncePerInterval() {
    List<Announcement> heard = new ArrayList<>();
    Announcer announcer =
        new Announcer(
            () -> new Announcement(Samples.SELF, new TreeSet<>(), null, "1"),
            heard::add,
            Duration.ofSeconds(5),
            Samples.T0);
    List<Long> seconds = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Instant due = announcer.nextDeadline().orElseThrow();
      seconds.add(Duration.between(Samples.T0, due).toSeconds());
      announcer.deadlineReached(due);
    }
    assertThat(seconds).containsExactly(0L, 1L, 3L, 7L, 12L, 17L);
    assertThat(heard).hasSize(6);
  }
}
