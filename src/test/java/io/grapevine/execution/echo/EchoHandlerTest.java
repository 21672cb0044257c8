package io.grapevine.execution.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.coordination.PayloadError;
import io.grapevine.execution.HandlerCatalog;
import io.grapevine.execution.RunnerConfig;
import io.grapevine.execution.Runs;
import io.grapevine.execution.VirtualThreadRunner;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.JobId;
import io.grapevine.job.WorkType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoHandlerTest {
  private static final WorkType ECHO = new WorkType("echo");

  private final HandlerCatalog catalog = new HandlerCatalog(List.of(new EchoHandler(8)));
  private final VirtualThreadRunner runner =
      new VirtualThreadRunner(catalog, Map.of(ECHO, 8), RunnerConfig.defaults());
  private final Runs heard = new Runs();

  @AfterEach
  void close() {
    runner.close();
  }

  private void start(Content payload, Duration limit) {
    runner.start(Runs.assignment(1), ECHO, payload, limit, heard);
  }

  private Failure failureOf(String payload, Duration limit) throws InterruptedException {
    start(Runs.json(payload), limit);
    return heard.awaitFailure();
  }

  private Failure failureOf(String payload) throws InterruptedException {
    return failureOf(payload, Duration.ofMinutes(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ \"b\" : 1.50 ,\n\"a\":[] }",
        "7",
        "null",
        "\"text\"",
        "[1,2]",
        "{\"failure\":\"crash\",\"failureRate\":0}",
        "{\"message\": \"hello\", \"delay\": \"PT0.05S\"}"
      })
  void returnsThePayloadByteForByte(String payload) throws Exception {
    start(Runs.json(payload), Duration.ofMinutes(1));
    assertThat(heard.awaitDone().result()).isEqualTo(Runs.json(payload));
  }

  @Test
  void reportsProgressWhileItWaits() throws Exception {
    start(Runs.json("{\"delay\": \"PT0.6S\"}"), Duration.ofMinutes(1));
    assertThat(heard.awaitDone().usage().runTime()).isGreaterThanOrEqualTo(Duration.ofMillis(600));
    assertThat(heard.progress()).hasSizeGreaterThan(1);
    assertThat(heard.progress().getLast().percent()).isBetween(1, 99);
  }

  @Test
  void failsAsThePayloadAsks() throws Exception {
    assertThat(failureOf("{\"failure\": \"retryable\"}").retryable()).isTrue();
    assertThat(failureOf("{\"failure\": \"permanent\"}").retryable()).isFalse();
    assertThat(failureOf("{\"failure\": \"crash\"}").detail()).contains("IllegalStateException");
    assertThat(failureOf("{\"failure\": \"hang\"}", Duration.ofMillis(50)).code())
        .isEqualTo(FailureCode.DEADLINE_EXCEEDED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PT0S", "PT5M", "PT300S", "PT4M59.999S", "PT299.5S", "PT1M", "PT0.000000001S"})
  void takesDelaysUpToFiveMinutes(String delay) {
    assertThat(Duration.parse(delay)).isBetween(Duration.ZERO, Duration.ofMinutes(5));
    assertThat(check("{\"delay\": \"" + delay + "\"}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PT5M1S", "PT301S", "PT300.1S", "PT1H", "P1D", "-PT1S", "PT", "5", "", "PT1S\\n"})
  void refusesOtherDelays(String delay) {
    assertThat(check("{\"delay\": \"" + delay + "\"}"))
        .containsExactly(
            new PayloadError(
                "/delay", "must be an ISO 8601 duration of at most PT5M, such as PT1.5S"));
  }

  @Test
  void refusesOtherFailuresAndRates() {
    assertThat(check("{\"failure\": \"odd\"}"))
        .extracting(PayloadError::pointer)
        .containsExactly("/failure");
    assertThat(check("{\"failureRate\": 1.1}"))
        .extracting(PayloadError::pointer)
        .containsExactly("/failureRate");
  }

  private List<PayloadError> check(String payload) {
    return catalog.check(ECHO, Runs.json(payload));
  }

  @Test
  void failsTheShareOfAttemptsThatIsAskedFor() {
    JobId job = JobId.at(1, 2, 3);
    long unlucky =
        IntStream.rangeClosed(1, 10_000)
            .filter(number -> EchoHandler.isUnlucky(new AttemptId(job, number), 0.3))
            .count();
    assertThat(unlucky).isBetween(2_700L, 3_300L);
    assertThat(EchoHandler.isUnlucky(new AttemptId(job, 1), 0)).isFalse();
    assertThat(EchoHandler.isUnlucky(new AttemptId(job, 1), 1)).isTrue();
  }
}
