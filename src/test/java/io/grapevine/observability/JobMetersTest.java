package io.grapevine.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Load;
import io.grapevine.job.OfferId;
import io.grapevine.job.Outcome;
import io.grapevine.job.ReservationId;
import io.grapevine.testing.FakeCoordinationService;
import io.grapevine.testing.FakeCoordinationService.Peers;
import io.grapevine.testing.JobStories;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JobMetersTest {
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final JobMeters meters = new JobMeters(registry, type -> type.name().equals("echo"));
  private final FakeCoordinationService service = new FakeCoordinationService();

  @Test
  void timesEachPhaseOfAJob() {
    Story story = new Story("echo");
    story.offered(1, 0, 10);
    story.offered(1, 2, 30);
    story.bid(50);
    story.bid(55);
    story.awarded(1, 60);
    story.started(1, 100);
    story.ended(1, AttemptEnd.SUCCEEDED, 600);
    story.succeeded(1, 601);

    assertThat(phase("offer")).isEqualTo(30);
    assertThat(phase("bid")).isEqualTo(20);
    assertThat(phase("award")).isEqualTo(10);
    assertThat(phase("start")).isEqualTo(40);
    assertThat(phase("result")).isEqualTo(500);
    assertThat(
            registry
                .get("grapevine.job.duration")
                .tag("outcome", "succeeded")
                .timer()
                .totalTime(TimeUnit.MILLISECONDS))
        .isEqualTo(601);
    assertThat(registry.get("grapevine.round.bids").summary().totalAmount()).isEqualTo(2);
    assertThat(count("grapevine.jobs.finished", "outcome", "succeeded")).isEqualTo(1);
    assertThat(count("grapevine.attempts", "end", "succeeded")).isEqualTo(1);
  }

  @Test
  void countsAFailOverByItsCause() {
    Story story = new Story("echo");
    story.offered(1, 2, 10);
    story.bid(20);
    story.awarded(1, 30);
    story.started(1, 40);
    story.ended(1, AttemptEnd.CONNECTION_LOST, 50);
    story.awarded(2, 60);
    story.ended(2, AttemptEnd.DIAL_FAILED, 70);

    assertThat(count("grapevine.failovers", "after", "connection_lost")).isEqualTo(1);
    assertThat(registry.find("grapevine.failovers").counters()).hasSize(1);
    assertThat(count("grapevine.attempts", "end", "dial_failed")).isEqualTo(1);
    assertThat(registry.get("grapevine.job.phase").tag("phase", "award").timer().count())
        .as("only the first choice")
        .isEqualTo(1);
  }

  @Test
  void countsHedgesAndThoseThatWon() {
    Story story = new Story("echo");
    story.awarded(1, 30);
    story.started(1, 40);
    story.awarded(2, 90);
    story.ended(2, AttemptEnd.SUCCEEDED, 100);
    story.ended(1, AttemptEnd.CANCELLED, 101);

    assertThat(count("grapevine.hedges", "kind", "started")).isEqualTo(1);
    assertThat(count("grapevine.hedges", "kind", "won")).isEqualTo(1);
    assertThat(registry.find("grapevine.failovers").counters()).isEmpty();
  }

  @Test
  void timesAResumedJobFromItsSubmission() {
    Job job = service.given("echo", "1", Map.of());
    JobStories.succeed(service, job, "application/json", "{}");
    List<JobEvent> history = service.history(job.id());
    meters.jobResumed(history.subList(0, 1));
    history.subList(1, history.size()).forEach(meters::jobEvent);

    assertThat(registry.get("grapevine.job.duration").timer().count()).isEqualTo(1);
    assertThat(registry.find("grapevine.job.phase").tag("phase", "offer").timer()).isNull();
  }

  @Test
  void countsTheBidsOfEachRoundOnce() {
    Story story = new Story("echo");
    story.offered(1, 2, 10);
    story.offered(2, 2, 20);
    story.bid(21);
    story.awarded(1, 30);
    story.bid(31);
    story.offered(3, 0, 40);
    story.offered(3, 1, 50);
    story.refused(60);

    var bids = registry.get("grapevine.round.bids").summary();
    assertThat(bids.count()).isEqualTo(3);
    assertThat(bids.totalAmount()).isEqualTo(1);
  }

  @Test
  void countsRefusalsOutcomesAndLossesByKind() {
    Job job = service.given("echo", "1", Map.of());
    JobStories.start(service, job);
    service.history(job.id()).forEach(meters::jobEvent);
    meters.eventDropped("OfferHeard");
    meters.invariantBroken("something");
    JobStories.fail(service, job);
    meters.outcomeHeard(((JobEvent.Concluded) service.history(job.id()).getLast()).outcome());

    assertThat(count("grapevine.refusals", "reason", "busy")).isEqualTo(1);
    assertThat(count("grapevine.events.dropped", "kind", "OfferHeard")).isEqualTo(1);
    assertThat(registry.get("grapevine.invariants.broken").counter().count()).isEqualTo(1);
    assertThat(count("grapevine.outcomes.heard", "outcome", "refused")).isEqualTo(1);
  }

  @Test
  void tellsABatchAndItsSharesFromSingleJobs() {
    new Story("echo");
    JobSpec single = service.given("echo", "1", Map.of()).spec();
    JobSpec batch = ofBatch(single, single.id());
    JobSpec share = ofBatch(service.given("echo", "1", Map.of()).spec(), batch.id());
    for (JobSpec spec : List.of(batch, share, share)) {
      meters.jobEvent(new JobEvent.Submitted(spec.id(), JobStories.NOW, spec, Peers.SELF));
    }

    assertThat(count("grapevine.jobs.submitted", "kind", "single")).isEqualTo(1);
    assertThat(count("grapevine.jobs.submitted", "kind", "batch")).isEqualTo(1);
    assertThat(count("grapevine.jobs.submitted", "kind", "share")).isEqualTo(2);
  }

  private static JobSpec ofBatch(JobSpec spec, JobId batch) {
    return new JobSpec(
        spec.id(),
        spec.type(),
        spec.payload(),
        spec.timeout(),
        spec.labels(),
        spec.maxAttempts(),
        spec.delivery(),
        spec.preferences(),
        batch);
  }

  @Test
  void countsTypesThatNobodyKnowsTogether() {
    new Story("made-up-1");
    new Story("made-up-2");
    new Story("echo");

    assertThat(count("grapevine.jobs.submitted", "type", "other")).isEqualTo(2);
    assertThat(count("grapevine.jobs.submitted", "type", "echo")).isEqualTo(1);
  }

  @Test
  void isNotConfusedByAJobWhoseStartItMissed() {
    Job job = service.given("echo", "1", Map.of());
    JobStories.succeed(service, job, "application/json", "{}");
    List<JobEvent> history = service.history(job.id());
    history.subList(1, history.size()).forEach(meters::jobEvent);

    assertThat(count("grapevine.jobs.finished", "outcome", "succeeded")).isEqualTo(1);
    assertThat(registry.find("grapevine.job.duration").timer()).isNull();
  }

  @Test
  void hasBucketsForPhases() {
    new Story("echo").offered(1, 1, 7);

    var timer = registry.get("grapevine.job.phase").tag("phase", "offer").timer();
    assertThat(timer.takeSnapshot().histogramCounts()).hasSize(16);
  }

  private double phase(String name) {
    return registry
        .get("grapevine.job.phase")
        .tag("phase", name)
        .timer()
        .totalTime(TimeUnit.MILLISECONDS);
  }

  private double count(String meter, String tag, String value) {
    return registry.get(meter).tag(tag, value).counter().count();
  }

  /** One job; times are milliseconds since its submission. */
  private final class Story {
    private final Job job;

    Story(String type) {
      job = service.given(type, "1", Map.of());
      meters.jobEvent(service.history(job.id()).getFirst());
    }

    private Instant at(long millis) {
      return job.submittedAt().plusMillis(millis);
    }

    void offered(int round, int recipients, long millis) {
      meters.jobEvent(new JobEvent.OfferAnnounced(job.id(), at(millis), round, recipients));
    }

    void bid(long millis) {
      JobId id = job.id();
      meters.jobEvent(
          new JobEvent.BidPlaced(
              id,
              at(millis),
              new Bid(
                  new OfferId(id, 1),
                  Peers.numbered(1),
                  ReservationId.NONE,
                  new Load(0, 1, 0, 1, 0, 0),
                  Duration.ofSeconds(1))));
    }

    void awarded(int number, long millis) {
      JobId id = job.id();
      meters.jobEvent(
          new JobEvent.Awarded(
              id,
              at(millis),
              new AttemptId(id, number),
              new OfferId(id, 1),
              Peers.numbered(number),
              ReservationId.NONE));
    }

    void started(int number, long millis) {
      meters.jobEvent(
          new JobEvent.AttemptStarted(job.id(), at(millis), new AttemptId(job.id(), number)));
    }

    void ended(int number, AttemptEnd end, long millis) {
      meters.jobEvent(
          new JobEvent.AttemptEnded(
              job.id(), at(millis), new AttemptId(job.id(), number), end, ""));
    }

    void succeeded(int number, long millis) {
      Outcome outcome =
          JobStories.succeeded(job, new AttemptId(job.id(), number), number, job.spec().payload());
      meters.jobEvent(new JobEvent.Concluded(job.id(), at(millis), outcome));
    }

    void refused(long millis) {
      meters.jobEvent(new JobEvent.Concluded(job.id(), at(millis), JobStories.refused(job)));
    }
  }
}
