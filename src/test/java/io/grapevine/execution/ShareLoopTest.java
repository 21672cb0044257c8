package io.grapevine.execution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.AttemptId;
import io.grapevine.job.BatchItem;
import io.grapevine.job.Bytes;
import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.ShareContent;
import io.grapevine.worker.Assignment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShareLoopTest {
  private static final int RESULT_SIZE_MAX = 4_000;
  private static final Assignment SHARE = Runs.assignment(1);

  private final Runs heard = new Runs();
  private final AtomicReference<@Nullable VirtualThreadRunner> made = new AtomicReference<>();

  @AfterEach
  void close() {
    VirtualThreadRunner runner = made.get();
    if (runner != null) {
      runner.close();
    }
  }

  private VirtualThreadRunner start(TestHandler handler, String... payloads) {
    return start(SHARE, handler, payloads);
  }

  private VirtualThreadRunner start(Assignment share, TestHandler handler, String... payloads) {
    List<BatchItem> items = new ArrayList<>();
    for (String payload : payloads) {
      items.add(new BatchItem(items.size() + 5, 2, Bytes.wrap(payload.getBytes(UTF_8))));
    }
    return start(share, handler, ShareContent.encode(items));
  }

  private VirtualThreadRunner start(TestHandler handler, Content share) {
    return start(SHARE, handler, share);
  }

  private VirtualThreadRunner start(Assignment share, TestHandler handler, Content payload) {
    VirtualThreadRunner runner =
        new VirtualThreadRunner(
            new HandlerCatalog(List.of(handler)),
            Map.of(TestHandler.TYPE, 2),
            new RunnerConfig(RESULT_SIZE_MAX, Duration.ofSeconds(2), Duration.ofNanos(1), 2));
    made.set(runner);
    runner.start(share, TestHandler.TYPE, payload, Duration.ofMinutes(1), heard);
    return runner;
  }

  private List<String> lines() throws InterruptedException {
    Content result = heard.awaitDone().result();
    assertThat(result.mediaType()).isEqualTo(ShareContent.RESULT_MEDIA_TYPE);
    return new String(result.bytes().array(), UTF_8).lines().toList();
  }

  @Test
  void answersEachItemOnALineOfItsOwn() throws Exception {
    start(TestHandler.of(job -> new WorkResult(job.payload())), "{\"a\":1}", "[]", "\"x\"");
    assertThat(lines())
        .containsExactly(
            "{\"item\":5,\"result\":{\"a\":1}}",
            "{\"item\":6,\"result\":[]}",
            "{\"item\":7,\"result\":\"x\"}");
    assertThat(heard.progress()).last().hasToString("Progress[percent=100, message=3 of 3 items]");
  }

  @Test
  void goesOnAfterItemsThatFail() throws Exception {
    start(
        TestHandler.of(
            job ->
                switch (job.payloadTree().asString()) {
                  case "bad" -> throw WorkException.badInput("it is bad");
                  case "later" -> throw WorkException.retryable("not now");
                  case "crash" -> throw new IllegalStateException("oh");
                  default -> new WorkResult(job.payload());
                }),
        "\"bad\"",
        "\"later\"",
        "\"crash\"",
        "\"good\"");
    List<String> lines = lines();
    assertThat(lines.get(0)).contains("INPUT_REJECTED", "\"retryable\":false", "it is bad");
    assertThat(lines.get(1)).contains("WORK_FAILED", "\"retryable\":true", "not now");
    assertThat(lines.get(2)).contains("IllegalStateException", "\"retryable\":true");
    assertThat(lines.get(3)).isEqualTo("{\"item\":8,\"result\":\"good\"}");
  }

  @Test
  void checksEachItemByTheSchema() throws Exception {
    start(TestHandler.withSchema("{\"type\":\"number\"}", "1"), "1", "\"x\"", "2");
    List<String> lines = lines();
    assertThat(lines.get(0)).isEqualTo("{\"item\":5,\"result\":1}");
    assertThat(lines.get(1)).contains("INPUT_REJECTED", "schema of test");
    assertThat(lines.get(2)).isEqualTo("{\"item\":7,\"result\":2}");
  }

  @Test
  void givesEachItemANameOfItsOwn() throws Exception {
    Set<AttemptId> names = ConcurrentHashMap.newKeySet();
    start(
        TestHandler.of(
            job -> {
              names.add(job.attempt());
              return new WorkResult(job.payload());
            }),
        "1",
        "2",
        "3");
    assertThat(lines()).hasSize(3);
    assertThat(names).hasSize(3).allMatch(name -> name.number() == 2);
  }

  @Test
  void countsAnotherAttemptOfTheShareAsAnotherOfEachItem() throws Exception {
    Set<AttemptId> names = ConcurrentHashMap.newKeySet();
    TestHandler handler =
        TestHandler.of(
            job -> {
              names.add(job.attempt());
              return new WorkResult(job.payload());
            });
    start(Runs.assignment(1), handler, "1");
    lines();
    close();
    start(Runs.assignment(2), handler, "1");
    lines();
    assertThat(names).extracting(AttemptId::number).containsExactlyInAnyOrder(2, 3);
    assertThat(names).extracting(AttemptId::job).containsOnly(names.iterator().next().job());
  }

  @Test
  void givesBackWhatDoesNotFitIntoTheResult() throws Exception {
    String half = "\"" + "x".repeat(1_500) + "\"";
    start(TestHandler.of(job -> new WorkResult(job.payload())), half, half, half);
    List<String> lines = lines();
    assertThat(lines.get(0)).contains("\"result\":");
    assertThat(lines.get(1)).contains("\"result\":");
    assertThat(lines.get(2)).isEqualTo("{\"item\":7,\"deferred\":true}");
  }

  @Test
  void failsAnItemWhoseResultIsTooLargeForAShare() throws Exception {
    start(
        TestHandler.of(job -> WorkResult.of("text/plain", new byte[RESULT_SIZE_MAX / 2])),
        "1",
        "2");
    assertThat(lines()).allMatch(line -> line.contains("\"retryable\":false"));
  }

  @Test
  void stopsAtTheItemInHand() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    VirtualThreadRunner runner =
        start(
            TestHandler.of(
                job -> {
                  entered.countDown();
                  Thread.sleep(Duration.ofMinutes(5));
                  return new WorkResult(job.payload());
                }),
            "1",
            "2");
    entered.await();
    runner.stop(SHARE);
    assertThat(heard.awaitFailure().code()).isEqualTo(FailureCode.CANCELLED);
  }

  @Test
  void refusesWhatOnlyClaimsToBeAShare() throws Exception {
    start(
        TestHandler.of(job -> new WorkResult(job.payload())),
        Content.of(ShareContent.MEDIA_TYPE, "hello".getBytes(UTF_8)));
    Failure failure = heard.awaitFailure();
    assertThat(failure.code()).isEqualTo(FailureCode.INPUT_REJECTED);
    assertThat(failure.retryable()).isFalse();
  }
}
