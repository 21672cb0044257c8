package io.grapevine.observability;

import io.grapevine.coordination.CoordinationListener;
import io.grapevine.job.AttemptEnd;
import io.grapevine.job.Failure;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Outcome;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The few lines that an operator wants of each job: that it was taken in, that it went over to
 * another worker and why, how it ended. Each fact is a key-value pair too, for structured logs.
 */
public final class JobLog implements CoordinationListener {
  private static final Logger LOG = LoggerFactory.getLogger(JobLog.class);

  private final JobMemory<Story> stories = new JobMemory<>();

  @Override
  public void jobEvent(JobEvent event) {
    switch (event) {
      case JobEvent.Submitted submitted -> submitted(submitted);
      case JobEvent.Awarded awarded ->
          stories.find(event.job()).ifPresent(story -> story.awarded(awarded));
      case JobEvent.AttemptEnded ended ->
          stories.find(event.job()).ifPresent(story -> story.lastEnd = ended);
      case JobEvent.Concluded concluded -> concluded(concluded);
      case JobEvent.Resumed _,
          JobEvent.OfferAnnounced _,
          JobEvent.BidPlaced _,
          JobEvent.BidRefused _,
          JobEvent.AttemptStarted _,
          JobEvent.ProgressReported _ -> {}
    }
  }

  @Override
  public void jobResumed(List<JobEvent> history) {
    JobEvent first = history.getFirst();
    stories.put(first.job(), new Story(first.at(), JobKind.of(first)));
  }

  private void submitted(JobEvent.Submitted event) {
    JobKind kind = JobKind.of(event);
    stories.put(event.job(), new Story(event.at(), kind));
    LOG.atLevel(usual(kind))
        .addKeyValue("job", event.job())
        .addKeyValue("type", event.spec().type())
        .log("{} {} of type {} was submitted", kind.word(), event.job(), event.spec().type());
  }

  private void concluded(JobEvent.Concluded event) {
    Optional<Story> story = stories.remove(event.job());
    Outcome outcome = event.outcome();
    String time =
        story
            .map(known -> Duration.between(known.submittedAt, event.at()).toMillis() + " ms")
            .orElse("unknown time");
    JobKind kind = story.map(known -> known.kind).orElse(JobKind.UNKNOWN);
    LoggingEventBuilder line =
        LOG.atLevel(isLoss(story, outcome) ? Level.WARN : usual(kind))
            .addKeyValue("job", event.job())
            .addKeyValue("type", outcome.type())
            .addKeyValue("status", outcome.status())
            .addKeyValue("worker", shortName(outcome.worker()))
            .addKeyValue("attempts", outcome.attempts())
            .addKeyValue("duration", time);
    line.log(
        "{} {} of type {} is {}: worker {}, {} attempts, {}{}",
        kind.word(),
        event.job(),
        outcome.type(),
        outcome.status(),
        shortName(outcome.worker()),
        outcome.attempts(),
        time,
        reason(outcome.failure()));
  }

  /** A batch speaks for its shares, of which there are many. */
  private static Level usual(JobKind kind) {
    return kind == JobKind.SHARE ? Level.DEBUG : Level.INFO;
  }

  /** No fail-over tells of a worker that was lost when nobody comes after it. */
  private static boolean isLoss(Optional<Story> story, Outcome outcome) {
    return outcome.status() == JobStatus.FAILED
        && story.map(known -> known.lastEnd).filter(JobLog::isLoss).isPresent();
  }

  private static boolean isLoss(JobEvent.AttemptEnded ended) {
    return ended.end() == AttemptEnd.CONNECTION_LOST || ended.end() == AttemptEnd.HEARTBEATS_MISSED;
  }

  private static String reason(@Nullable Failure failure) {
    return failure == null ? "" : ", " + failure.code() + ": " + printable(failure.detail());
  }

  /** A worker's words must not look like lines of ours. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }

  private static String shortName(@Nullable PeerId peer) {
    return peer == null ? "none" : peer.toShortString();
  }

  @Override
  public void invariantBroken(String description) {
    LOG.error("a fault of this peer: {}", description);
  }

  /** What is needed for later lines. */
  private static final class Story {
    private final Instant submittedAt;
    private final JobKind kind;
    private JobEvent.@Nullable AttemptEnded lastEnd;
    private @Nullable PeerId worker;

    Story(Instant submittedAt, JobKind kind) {
      this.submittedAt = submittedAt;
      this.kind = kind;
    }

    void awarded(JobEvent.Awarded award) {
      if (lastEnd != null) {
        LOG.atLevel(isFault(lastEnd.end()) ? Level.WARN : Level.DEBUG)
            .addKeyValue("job", award.job())
            .addKeyValue("end", lastEnd.end())
            .log(
                "job {} fails over from {} ({}{}) to worker {}, attempt {}",
                award.job(),
                worker == null ? "its worker before the restart" : "worker " + shortName(worker),
                lastEnd.end(),
                lastEnd.detail().isEmpty() ? "" : ": " + printable(lastEnd.detail()),
                shortName(award.worker()),
                award.attempt().number());
      }
      worker = award.worker();
    }

    /** A worker that had no room any more, or gave back what it had not begun, is no fault. */
    private static boolean isFault(AttemptEnd end) {
      return end != AttemptEnd.DECLINED && end != AttemptEnd.NOT_BEGUN;
    }
  }
}
