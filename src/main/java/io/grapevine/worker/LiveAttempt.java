package io.grapevine.worker;

import io.grapevine.job.Progress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An attempt that holds a slot. */
sealed interface LiveAttempt {
  /** What was awarded. */
  Award award();

  /** When the desk must look at it again. */
  Instant nextDeadline();

  /**
   * The award is confirmed and the payload is on its way.
   *
   * @param until the slot is given up if it has not come by then
   */
  record AwaitingPayload(Award award, Instant until) implements LiveAttempt {
    @Override
    public Instant nextDeadline() {
      return until;
    }
  }

  /**
   * The handler is at work.
   *
   * @param attended whether a requester listens; without one there are no heartbeats
   * @param heartbeatAt when the next one is due
   * @param news progress that the requester has not been told
   */
  record Running(Award award, boolean attended, Instant heartbeatAt, @Nullable Progress news)
      implements LiveAttempt {
    @Override
    public Instant nextDeadline() {
      boolean heartbeatIsNext = attended && heartbeatAt.isBefore(award.endsAt());
      return heartbeatIsNext ? heartbeatAt : award.endsAt();
    }

    Running withNews(Progress progress) {
      return new Running(award, attended, heartbeatAt, progress);
    }

    Running unattended() {
      return new Running(award, false, heartbeatAt, news);
    }

    Running beating(Instant next) {
      return new Running(award, true, next, null);
    }
  }
}
