package io.grapevine.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.coordination.Submission;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.testing.FakeCoordinationService;
import io.grapevine.testing.FakeCoordinationService.Peers;
import io.grapevine.testing.JobStories;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestMetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final RequestMeters meters = new RequestMeters(registry, () -> Peers.SELF);
  private final FakeCoordinationService service = new FakeCoordinationService();

  @Test
  void countsWhatIsTurnedAwayByItsReasonAndNothingElse() {
    Job job = service.given("echo", "1", Map.of());
    meters.requestAnswered(new Submission.Accepted(job));
    meters.requestAnswered(new Submission.QueueFull(Duration.ofSeconds(1)));
    meters.requestAnswered(new Submission.OverQuota("too many", Duration.ofSeconds(1)));
    meters.requestAnswered(new Submission.OverQuota("too fast", Duration.ofSeconds(1)));

    assertThat(count("grapevine.requests.refused", "reason", "queue_full")).isEqualTo(1);
    assertThat(count("grapevine.requests.refused", "reason", "over_quota")).isEqualTo(2);
    assertThat(registry.find("grapevine.requests.refused").counters()).hasSize(2);
  }

  @Test
  void countsBatchesFromTheirAdmissionToTheirEnd() {
    Job batch = service.given("echo", "1", Map.of());
    JobStories.succeed(service, batch, "application/json", "{}");
    meters.batchAdmitted(batch.id(), 40);
    assertThat(registry.get("grapevine.batches.active").gauge().value()).isEqualTo(1);

    service.history(batch.id()).forEach(meters::jobEvent);

    assertThat(registry.get("grapevine.batches.active").gauge().value()).isZero();
    assertThat(count("grapevine.batches.finished", "outcome", "succeeded")).isEqualTo(1);
    assertThat(count("grapevine.batch.items")).isEqualTo(40);
  }

  @Test
  void tellsResumedJobsOfItsOwnFromThoseOfOthers() {
    Job job = service.given("echo", "1", Map.of());
    List<JobEvent> history = new ArrayList<>(service.history(job.id()));
    meters.jobResumed(history);
    history.add(new JobEvent.Resumed(job.id(), JobStories.NOW, Peers.numbered(7)));
    meters.jobResumed(history);

    assertThat(count("grapevine.jobs.resumed", "owner", "own")).isEqualTo(1);
    assertThat(count("grapevine.jobs.resumed", "owner", "other")).isEqualTo(1);
  }

  private double count(String name, String... tags) {
    return registry.get(name).tags(tags).counter().count();
  }
}
