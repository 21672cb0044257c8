package io.grapevine.observability;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Outcome;
import io.grapevine.testing.FakeCoordinationService;
import io.grapevine.testing.FakeCoordinationService.Peers;
import io.grapevine.testing.JobStories;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class JobLogTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(JobLog.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final FakeCoordinationService service = new FakeCoordinationService();
  private final JobLog log = new JobLog();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
  }

  @Test
  void writesOneLineAtTheStartAndOneAtTheEnd() {
    Job job = service.given("echo", "1", Map.of());
    JobStories.succeed(service, job, "application/json", "{}");
    service.history(job.id()).forEach(log::jobEvent);

    assertThat(texts())
        .containsExactly(
            "INFO job %s of type echo was submitted".formatted(job.id()),
            "INFO job %s of type echo is SUCCEEDED: worker %s, 1 attempts, %d ms"
                .formatted(
                    job.id(),
                    Peers.numbered(1).toShortString(),
                    Duration.between(job.submittedAt(), JobStories.NOW).toMillis()));
    assertThat(lines.list.getLast().getKeyValuePairs().stream().map(pair -> pair.key))
        .containsExactly("job", "type", "status", "worker", "attempts", "duration");
  }

  @Test
  void aBatchSpeaksForItsShares() {
    Job single = service.given("echo", "1", Map.of());
    JobSpec batch = ofBatch(single.spec(), single.id());
    JobSpec share = ofBatch(service.given("echo", "1", Map.of()).spec(), batch.id());
    for (JobSpec spec : List.of(batch, share)) {
      log.jobEvent(new JobEvent.Submitted(spec.id(), JobStories.NOW, spec, Peers.SELF));
    }

    assertThat(texts().stream().filter(line -> line.startsWith("INFO")))
        .containsExactly("INFO batch %s of type echo was submitted".formatted(batch.id()));
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
  void warnsOfAFailOverWithItsReason() {
    Job job = service.given("echo", "1", Map.of());
    JobStories.start(service, job);
    JobStories.failOver(service, job);
    service.history(job.id()).forEach(log::jobEvent);

    assertThat(texts().getLast())
        .isEqualTo(
            "WARN job %s fails over from worker %s (CONNECTION_LOST: connection reset) to worker"
                    .formatted(job.id(), Peers.numbered(1).toShortString())
                + " %s, attempt 2".formatted(Peers.numbered(2).toShortString()));
  }

  @Test
  void keepsQuietWhenAWorkerOnlyHadNoRoom() {
    Job job = service.given("echo", "1", Map.of());
    JobStories.start(service, job);
    service.happens(
        new JobEvent.AttemptEnded(
            job.id(),
            JobStories.NOW,
            new AttemptId(job.id(), 1),
            AttemptEnd.DECLINED,
            "NO_CAPACITY"));
    JobStories.award(service, job, 2);
    service.history(job.id()).forEach(log::jobEvent);

    assertThat(texts()).noneMatch(line -> line.startsWith("WARN"));
  }

  @Test
  void warnsOfAFailOverOfAJobThatWasThereBeforeTheRestart() {
    Job job = service.given("echo", "1", Map.of());
    log.jobResumed(service.history(job.id()));
    log.jobEvent(lost(job));
    JobStories.award(service, job, 2);
    service.history(job.id()).stream().skip(1).forEach(log::jobEvent);

    assertThat(texts())
        .containsExactly(
            "WARN job %s fails over from its worker before the restart (CONNECTION_LOST) to worker"
                    .formatted(job.id())
                + " %s, attempt 2".formatted(Peers.numbered(2).toShortString()));
  }

  @Test
  void warnsOfAWorkerThatIsLostWhenNobodyComesAfterIt() {
    Job job = service.given("echo", "1", Map.of());
    JobStories.start(service, job);
    service.happens(lost(job));
    Failure failure = Failure.permanent(FailureCode.POSSIBLY_STARTED, "it may have run");
    service.happens(
        new JobEvent.Concluded(
            job.id(),
            JobStories.NOW,
            new Outcome(
                job.id(),
                job.spec().type(),
                JobStatus.FAILED,
                Peers.SELF,
                Peers.numbered(1),
                1,
                1,
                failure,
                null)));
    service.history(job.id()).forEach(log::jobEvent);

    assertThat(texts().getLast()).startsWith("WARN").contains("FAILED", "POSSIBLY_STARTED");
  }

  private static JobEvent lost(Job job) {
    return new JobEvent.AttemptEnded(
        job.id(), JobStories.NOW, new AttemptId(job.id(), 1), AttemptEnd.CONNECTION_LOST, "");
  }

  @Test
  void saysWhyAJobDidNotSucceed() {
    Job job = service.given("echo", "1", Map.of());
    JobStories.fail(service, job);
    service.history(job.id()).forEach(log::jobEvent);

    assertThat(texts().getLast())
        .contains("is REFUSED: worker none, 0 attempts", "NO_WORKERS: start a worker");
  }

  @Test
  void countsTheTimeOfAResumedJobFromItsSubmission() {
    Job job = service.given("echo", "1", Map.of());
    JobStories.succeed(service, job, "application/json", "{}");
    List<JobEvent> history = service.history(job.id());
    log.jobResumed(history.subList(0, history.size() - 1));
    log.jobEvent(history.getLast());

    assertThat(texts())
        .singleElement()
        .asString()
        .endsWith(
            "%d ms".formatted(Duration.between(job.submittedAt(), JobStories.NOW).toMillis()));
  }

  @Test
  void keepsTheWordsOfOthersOnOneLine() {
    Job job = service.given("echo", "1", Map.of());
    JobStories.start(service, job);
    service.happens(
        new JobEvent.AttemptEnded(
            job.id(),
            JobStories.NOW,
            new AttemptId(job.id(), 1),
            AttemptEnd.WORK_FAILED,
            "x\n2026 INFO all is well"));
    JobStories.award(service, job, 2);
    service.history(job.id()).forEach(log::jobEvent);

    assertThat(texts().getLast()).contains("x 2026 INFO all is well").doesNotContain("\n");
  }

  private List<String> texts() {
    return lines.list.stream()
        .map(line -> line.getLevel() + " " + line.getFormattedMessage())
        .toList();
  }
}
