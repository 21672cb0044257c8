package io.grapevine.worker;

import io.grapevine.job.Content;
import io.grapevine.job.Progress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An attempt that has a seat. */
sealed interface LiveAttempt {
  /** What was awarded. */
  Award award();

  /** A slot, or a place in the queue. */
  Seat seat();

  /** When the desk must look at it again. */
  Instant nextDeadline();

  /** The seat as the ledger knows it. */
  default Holding holding() {
    return new Holding(award().terms().type(), seat());
  }

  /**
   * The award is confirmed and the payload is on its way.
   *
   * @param until the seat is given up if it has not come by then
   */
  record AwaitingPayload(Award award, Seat seat, Instant until) implements LiveAttempt {
    @Override
    public Instant nextDeadline() {
      return until;
    }
  }

  /**
   * Everything is here but a slot: the handler has not begun.
   *
   * @param attended whether a requester listens
   * @param patience when the next heartbeat is due, or, if nobody listens, when the place in the
   *     queue is given up
   */
  record Waiting(Award award, Content payload, boolean attended, Instant patience)
      implements LiveAttempt {
    @Override
    public Seat seat() {
      return Seat.QUEUE;
    }

    @Override
    public Instant nextDeadline() {
      return patience.isBefore(award.endsAt()) ? patience : award.endsAt();
    }

    Waiting attended(boolean now, Instant until) {
      return new Waiting(award, payload, now, until);
    }
  }

  /**
   * The handler is at work.
   *
   * @param startedAt when it began
   * @param attended whether a requester listens; without one there are no heartbeats
   * @param heartbeatAt when the next one is due
   * @param newsAt when the next one may go out because of news
   * @param news progress that the requester has not been told
   */
  record Running(
      Award award,
      Instant startedAt,
      boolean attended,
      Instant heartbeatAt,
      Instant newsAt,
      @Nullable Progress news)
      implements LiveAttempt {
    /** Shortest time between two heartbeats because of news; a shorter run tells none. */
    static final Duration NEWS_PAUSE = Duration.ofMillis(500);

    @Override
    public Seat seat() {
      return Seat.SLOT;
    }

    @Override
    public Instant nextDeadline() {
      Instant next = news != null && newsAt.isBefore(heartbeatAt) ? newsAt : heartbeatAt;
      return attended && next.isBefore(award.endsAt()) ? next : award.endsAt();
    }

    Running withNews(Progress progress) {
      return new Running(award, startedAt, attended, heartbeatAt, newsAt, progress);
    }

    Running unattended() {
      return new Running(award, startedAt, false, heartbeatAt, newsAt, news);
    }

    /** A requester listens again. */
    Running attendedAgain(Instant now) {
      Instant next = now.plus(award.heartbeatInterval());
      return new Running(award, startedAt, true, next, now.plus(NEWS_PAUSE), news);
    }

    /** A heartbeat goes out, and the news with it. */
    Running beating(Instant now) {
      Instant next = now.plus(award.heartbeatInterval());
      return new Running(award, startedAt, true, next, now.plus(NEWS_PAUSE), null);
    }
  }
}
