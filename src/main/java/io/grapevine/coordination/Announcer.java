package io.grapevine.coordination;

import io.grapevine.job.Announcement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Says what this peer does and how busy it is: at the start, soon again for those who are met only
 * then, and in the end once per interval.
 */
final class Announcer implements Timed {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final Supplier<Announcement> announcement;
  private final Consumer<Announcement> audience;
  private final Duration interval;
  private Duration pause = FIRST_PAUSE;
  private Instant next;

  Announcer(
      Supplier<Announcement> announcement,
      Consumer<Announcement> audience,
      Duration interval,
      Instant start) {
    this.announcement = announcement;
    this.audience = audience;
    this.interval = interval;
    this.next = start;
  }

  @Override
  public Optional<Instant> nextDeadline() {
    return Optional.of(next);
  }

  @Override
  public void deadlineReached(Instant now) {
    pause = pause.compareTo(interval) < 0 ? pause : interval;
    next = now.plus(pause);
    pause = pause.multipliedBy(2);
    audience.accept(announcement.get());
  }
}
