package io.grapevine.observability;

import static io.grapevine.observability.GrapevineMeter.ATTEMPTS;
import static io.grapevine.observability.GrapevineMeter.EVENTS_DROPPED;
import static io.grapevine.observability.GrapevineMeter.FAILOVERS;
import static io.grapevine.observability.GrapevineMeter.HEDGES;
import static io.grapevine.observability.GrapevineMeter.INVARIANTS_BROKEN;
import static io.grapevine.observability.GrapevineMeter.JOBS_FINISHED;
import static io.grapevine.observability.GrapevineMeter.JOBS_SUBMITTED;
import static io.grapevine.observability.GrapevineMeter.JOB_DURATION;
import static io.grapevine.observability.GrapevineMeter.JOB_PHASE;
import static io.grapevine.observability.GrapevineMeter.OUTCOMES_HEARD;
import static io.grapevine.observability.GrapevineMeter.REFUSALS;
import static io.grapevine.observability.GrapevineMeter.ROUND_BIDS;

import io.grapevine.coordination.CoordinationListener;
import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.JobEvent;
import io.grapevine.job.Outcome;
import io.grapevine.job.WorkType;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The requester's side of a peer, in figures. Times are those of the histories. */
public final class JobMeters implements CoordinationListener {
  private final MeterRegistry registry;
  private final Predicate<WorkType> isKnown;
  private final JobMemory<Course> courses = new JobMemory<>();

  /**
   * Makes the meters.
   *
   * @param isKnown whether a work type may be a tag; others are counted together, since clients may
   *     ask for any
   */
  public JobMeters(MeterRegistry registry, Predicate<WorkType> isKnown) {
    this.registry = registry;
    this.isKnown = isKnown;
  }

  @Override
  public void jobEvent(JobEvent event) {
    switch (event) {
      case JobEvent.Submitted submitted -> submitted(submitted);
      case JobEvent.Resumed _ -> {}
      case JobEvent.OfferAnnounced offer ->
          courses.find(event.job()).ifPresent(course -> course.announced(offer));
      case JobEvent.BidPlaced bid ->
          courses.find(event.job()).ifPresent(course -> course.bidPlaced(bid));
      case JobEvent.BidRefused refused ->
          REFUSALS.increment(registry, TagValues.of(refused.refusal().reason()));
      case JobEvent.Awarded awarded ->
          courses.find(event.job()).ifPresent(course -> course.awarded(awarded));
      case JobEvent.AttemptStarted started ->
          courses.find(event.job()).ifPresent(course -> course.started(started));
      case JobEvent.ProgressReported _ -> {}
      case JobEvent.AttemptEnded ended -> {
        ATTEMPTS.increment(registry, TagValues.of(ended.end()));
        courses.find(event.job()).ifPresent(course -> course.ended(ended));
      }
      case JobEvent.Concluded concluded -> concluded(concluded);
    }
  }

  /** Only the time of the whole is told of a job from before: the parts may lie apart. */
  @Override
  public void jobResumed(List<JobEvent> history) {
    JobEvent first = history.getFirst();
    courses.put(first.job(), new Course(first.at(), JobKind.of(first), true));
  }

  private void submitted(JobEvent.Submitted event) {
    JobKind kind = JobKind.of(event);
    JOBS_SUBMITTED.increment(registry, typeTag(event.spec().type()), TagValues.of(kind));
    courses.put(event.job(), new Course(event.at(), kind, false));
  }

  private void concluded(JobEvent.Concluded event) {
    Outcome outcome = event.outcome();
    String status = TagValues.of(outcome.status());
    Optional<Course> course = courses.remove(event.job());
    String kind = TagValues.of(course.map(known -> known.kind).orElse(JobKind.UNKNOWN));
    JOBS_FINISHED.increment(registry, typeTag(outcome.type()), kind, status);
    course.ifPresent(
        known -> {
          known.roundOver();
          JOB_DURATION.record(registry, between(known.submittedAt, event.at()), kind, status);
        });
  }

  private String typeTag(WorkType type) {
    return isKnown.test(type) ? type.name() : "other";
  }

  @Override
  public void outcomeHeard(Outcome outcome) {
    OUTCOMES_HEARD.increment(registry, TagValues.of(outcome.status()));
  }

  @Override
  public void eventDropped(String kind) {
    EVENTS_DROPPED.increment(registry, kind);
  }

  @Override
  public void invariantBroken(String description) {
    INVARIANTS_BROKEN.increment(registry);
  }

  private static Duration between(Instant start, Instant end) {
    return Duration.between(start, end);
  }

  private void phase(String name, Instant start, Instant end) {
    JOB_PHASE.record(registry, between(start, end), name);
  }

  /** How far one job has come. Only the loop thread of its peer is here. */
  private final class Course {
    private final Instant submittedAt;
    private final JobKind kind;
    private final boolean resumed;
    private @Nullable Instant offeredAt;
    private @Nullable Instant firstBidAt;
    private @Nullable Instant awardedAt;
    private @Nullable Instant startedAt;
    private @Nullable AttemptEnd lastEnd;
    private final Set<AttemptId> live = new HashSet<>();
    private @Nullable AttemptId hedge;
    private boolean firstAward = true;
    private boolean roundOpen;
    private int round;
    private int bids;

    Course(Instant submittedAt, JobKind kind, boolean resumed) {
      this.submittedAt = submittedAt;
      this.kind = kind;
      this.resumed = resumed;
    }

    void announced(JobEvent.OfferAnnounced offer) {
      if (offer.recipients() == 0) {
        return;
      }
      if (offer.round() > round) {
        roundOver();
        round = offer.round();
        roundOpen = true;
      }
      if (offeredAt == null) {
        offeredAt = offer.at();
        if (!resumed) {
          phase("offer", submittedAt, offer.at());
        }
      }
    }

    void bidPlaced(JobEvent.BidPlaced bid) {
      bids++;
      if (firstBidAt == null) {
        firstBidAt = bid.at();
        if (offeredAt != null) {
          phase("bid", offeredAt, bid.at());
        }
      }
    }

    void awarded(JobEvent.Awarded award) {
      if (firstAward && firstBidAt != null) {
        phase("award", firstBidAt, award.at());
      }
      if (lastEnd != null) {
        FAILOVERS.increment(registry, TagValues.of(lastEnd));
      }
      live.add(award.attempt());
      if (live.size() > 1) {
        hedge = award.attempt();
        HEDGES.increment(registry, "started");
      }
      firstAward = false;
      awardedAt = award.at();
      startedAt = null;
      roundOver();
    }

    void started(JobEvent.AttemptStarted start) {
      startedAt = start.at();
      if (awardedAt != null) {
        phase("start", awardedAt, start.at());
      }
    }

    void ended(JobEvent.AttemptEnded end) {
      lastEnd = end.end();
      live.remove(end.attempt());
      if (end.end() == AttemptEnd.SUCCEEDED && end.attempt().equals(hedge)) {
        HEDGES.increment(registry, "won");
      }
      if (end.end() == AttemptEnd.SUCCEEDED && startedAt != null) {
        phase("result", startedAt, end.at());
      }
    }

    /** Counted once for each round: at its first award, or when the next one or the end comes. */
    void roundOver() {
      if (roundOpen) {
        ROUND_BIDS.record(registry, bids);
      }
      roundOpen = false;
      bids = 0;
    }
  }
}
