package io.grapevine.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.coordination.BatchLines;
import io.grapevine.coordination.JobQuery;
import io.grapevine.coordination.JobRequest;
import io.grapevine.coordination.Submission;
import io.grapevine.execution.HandlerCatalog;
import io.grapevine.execution.RunnerConfig;
import io.grapevine.execution.VirtualThreadRunner;
import io.grapevine.execution.echo.EchoHandler;
import io.grapevine.job.BatchFigures;
import io.grapevine.job.Content;
import io.grapevine.job.Delivery;
import io.grapevine.job.ItemLine;
import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import io.grapevine.job.JobStatus;
import io.grapevine.job.ShareContent;
import io.grapevine.job.WorkType;
import io.grapevine.worker.WorkerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches among real peers on loopback. */
class BatchNetworkTest {
  private static final WorkType ECHO = new WorkType("echo");
  private static final int SLOTS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final List<TestPeer> workers = new ArrayList<>();
  private TestPeer requester;

  @BeforeEach
  void start() throws IOException {
    requester = TestPeer.requester(Networks.OWN);
    for (int i = 0; i < 3; i++) {
      TestPeer worker = worker();
      workers.add(worker);
      requester.connect(worker);
    }
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> requester.coordination.network().connections().size() >= 3);
  }

  @AfterEach
  void stop() {
    workers.forEach(TestPeer::kill);
    requester.kill();
  }

  private static TestPeer worker() throws IOException {
    SortedMap<WorkType, Integer> types = new TreeMap<>(Map.of(ECHO, SLOTS));
    HandlerCatalog catalog = new HandlerCatalog(List.of(new EchoHandler(SLOTS)));
    return TestPeer.of(
        Networks.OWN,
        setup ->
            setup.working(
                WorkerConfig.defaults(SLOTS, types),
                new VirtualThreadRunner(catalog, types, RunnerConfig.defaults())));
  }

  private JobId submit(int count, IntFunction<String> item) {
    String items = IntStream.rangeClosed(1, count).mapToObj(item).collect(Collectors.joining("\n"));
    Submission answer =
        requester.coordination.submit(
            new JobRequest(
                ECHO,
                Content.of(ShareContent.ITEMS_MEDIA_TYPE, items.getBytes(UTF_8)),
                Duration.ofMinutes(1),
                new TreeMap<>(),
                null,
                Delivery.AT_LEAST_ONCE,
                null));
    assertThat(answer).isInstanceOf(Submission.Accepted.class);
    return ((Submission.Accepted) answer).job().id();
  }

  private Map<Integer, String> lines(JobId batch) throws InterruptedException {
    Map<Integer, String> byItem = new TreeMap<>();
    BatchLines lines = requester.coordination.batches().lines(batch).orElseThrow();
    Optional<byte[]> block = lines.next(PATIENCE);
    while (block.isPresent()) {
      for (String line : new String(block.get(), UTF_8).lines().toList()) {
        String before = byItem.put(ItemLine.parse(line.getBytes(UTF_8)).item(), line);
        assertThat(before).as("an earlier line of the same item").isNull();
      }
      block = lines.next(PATIENCE);
    }
    return byItem;
  }

  private Job awaited(JobId batch) throws InterruptedException {
    Job job = requester.coordination.await(batch, PATIENCE).orElseThrow();
    assertThat(job.status().isFinal())
        .as("%s after %s", requester.coordination.batches().figures(batch), PATIENCE)
        .isTrue();
    return job;
  }

  private BatchFigures figures(JobId batch) {
    return requester.coordination.batches().figures(batch).orElseThrow();
  }

  @Test
  void severalWorkersShareTenThousandItems() throws Exception {
    JobId batch = submit(10_000, n -> "{\"n\":" + n + "}");
    Map<Integer, String> lines = lines(batch);
    assertThat(lines).hasSize(10_000);
    lines.forEach(
        (n, line) -> assertThat(line).isEqualTo("{\"item\":%d,\"result\":{\"n\":%d}}", n, n));
    Job job = awaited(batch);
    assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
    BatchFigures figures = figures(batch);
    assertThat(figures.succeeded()).isEqualTo(10_000);
    assertThat(figures.workers()).isEqualTo(3);
    assertThat(figures.shares()).isBetween(40, 400);
    assertThat(requester.coordination.list(all()).jobs()).isEmpty();
    assertThat(lines(batch)).isEqualTo(lines);
  }

  @Test
  void aWorkerThatDiesCostsNoItem() throws Exception {
    JobId batch = submit(600, n -> "{\"n\":" + n + ",\"delay\":\"PT0.02S\"}");
    Awaitility.await().atMost(PATIENCE).until(() -> figures(batch).succeeded() > 0);
    workers.getFirst().kill();
    assertThat(lines(batch)).hasSize(600);
    assertThat(awaited(batch).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(figures(batch).succeeded()).isEqualTo(600);
  }

  @Test
  void itemsThatFailForGoodFailTheBatchAndNoOtherItem() throws Exception {
    JobId batch =
        submit(
            100,
            n ->
                switch (n % 10) {
                  case 0 -> "{\"failure\":\"permanent\"}";
                  case 1 -> "{\"failure\":\"retryable\"}";
                  case 2 -> "{\"failure\":\"retryable\",\"failureRate\":0.3}";
                  default -> String.valueOf(n);
                });
    Map<Integer, String> lines = lines(batch);
    assertThat(lines).hasSize(100);
    assertThat(lines.get(10)).contains("\"retryable\":false");
    assertThat(lines.get(11)).contains("\"retryable\":true");
    assertThat(lines.get(13)).isEqualTo("{\"item\":13,\"result\":13}");
    Job job = awaited(batch);
    assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    assertThat(figures(batch).failed()).isGreaterThanOrEqualTo(20);
    assertThat(figures(batch).succeeded()).isGreaterThanOrEqualTo(70);
  }

  @Test
  void aBatchCanBeCalledOff() throws Exception {
    JobId batch = submit(500, n -> "{\"delay\":\"PT0.1S\"}");
    Awaitility.await().atMost(PATIENCE).until(() -> figures(batch).running() > 0);
    requester.coordination.cancel(batch, "enough");
    assertThat(awaited(batch).status()).isEqualTo(JobStatus.CANCELLED);
    Map<Integer, String> lines = lines(batch);
    assertThat(lines).hasSize(500);
    assertThat(lines.values()).anyMatch(line -> line.contains("CANCELLED"));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> requester.coordination.snapshot().activeJobs() == 0);
  }

  private static JobQuery all() {
    return new JobQuery(null, null, Map.of(), null, null, null, null, 10);
  }
}
