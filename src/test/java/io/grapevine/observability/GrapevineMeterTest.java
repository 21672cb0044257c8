package io.grapevine.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.coordination.CoordinationSnapshot;
import io.grapevine.coordination.LedgerFigures;
import io.grapevine.job.Job;
import io.grapevine.job.Priority;
import io.grapevine.testing.FakeCoordinationService;
import io.grapevine.testing.JobStories;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrapevineMeterTest {

  @ParameterizedTest
  @EnumSource(GrapevineMeter.class)
  void isDocumentedAndTagsNothingUnbounded(GrapevineMeter meter) {
    assertThat(meter.meterName()).matches("grapevine(\\.[a-z]+)+");
    assertThat(meter.description()).isNotBlank();
    assertThat(meter.tagNames())
        .isSubsetOf(
            "type",
            "outcome",
            "phase",
            "end",
            "after",
            "reason",
            "kind",
            "cause",
            "direction",
            "protocol",
            "topic",
            "priority",
            "owner");
  }

  @Test
  void refusesTagsThatAreNotDocumented() {
    assertThatThrownBy(() -> GrapevineMeter.ATTEMPTS.increment(new SimpleMeterRegistry()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isExportedUnderNamesThatBeginWithGrapevine() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    FakeCoordinationService service = new FakeCoordinationService();
    Job job = service.given("echo", "1", Map.of());
    JobStories.start(service, job);
    JobStories.failOver(service, job);
    JobStories.deliver(service, job, 2, "application/json", "{}");
    JobMeters meters = new JobMeters(registry, _ -> true);
    service.history(job.id()).forEach(meters::jobEvent);
    CoordinationSnapshot snapshot =
        new CoordinationSnapshot(
            1,
            2,
            Map.of(Priority.LOW, 11),
            3,
            4,
            5,
            6,
            7,
            new LedgerFigures(8, 12, 13, 14, 15),
            9,
            10);
    PeerGauges gauges = new PeerGauges(() -> snapshot);
    gauges.bindTo(registry);
    HostMeters host = new HostMeters(registry);
    host.bytesIn(5);

    String text = registry.scrape();

    assertThat(text)
        .contains(
            "grapevine_jobs_finished_total{kind=\"single\",outcome=\"succeeded\",type=\"echo\"}"
                + " 1.0",
            "grapevine_failovers_total{after=\"connection_lost\"} 1.0",
            "grapevine_job_phase_seconds_bucket{phase=\"offer\",le=\"0.001\"}",
            "grapevine_job_duration_seconds_count{kind=\"single\",outcome=\"succeeded\"} 1",
            "grapevine_round_bids_sum 2.0",
            "grapevine_jobs_active 1.0",
            "grapevine_network_bytes_total{direction=\"inbound\"} 5.0")
        .doesNotContain(job.id().toString(), "12D3KooW");
    assertThat(text.lines().filter(line -> !line.startsWith("#")))
        .allMatch(line -> line.startsWith("grapevine_"));
  }
}
