package io.grapevine.auction;

import io.grapevine.job.Progress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How often an attempt's progress becomes part of the history: soon after it was heard, since
 * somebody may watch, but not as often as a worker likes, and the more seldom the more there is of
 * it already. What comes too soon is withheld until the next heartbeat, so that the latest news is
 * never lost.
 *
 * @param recorded how many times it was recorded
 * @param due before it, nothing is recorded
 * @param withheld the latest news that was not recorded
 */
record ProgressPace(int recorded, Instant due, @Nullable Progress withheld) {
  /** Shortest time between two records; an honest worker leaves twice as long. */
  static final Duration PAUSE = Duration.ofMillis(250);

  /** After each so many records the pause is four times as long: 860 for two a second for 1 h. */
  static final int STEP = 240;

  private static final int STEPS_MAX = 8;

  /** Nothing was heard yet. */
  static ProgressPace from(Instant now) {
    return new ProgressPace(0, now, null);
  }

  /** With the news of a heartbeat that may have brought none. */
  ProgressPace heard(@Nullable Progress news) {
    return news == null ? this : new ProgressPace(recorded, due, news);
  }

  /** What is to be recorded now, if anything. */
  @Nullable Progress recordable(Instant now) {
    return now.isBefore(due) ? null : withheld;
  }

  /** After that was recorded. */
  ProgressPace recorded(Instant now) {
    Duration pause = PAUSE.multipliedBy(1L << (2 * Math.min(recorded / STEP, STEPS_MAX)));
    return new ProgressPace(recorded + 1, now.plus(pause), null);
  }
}
