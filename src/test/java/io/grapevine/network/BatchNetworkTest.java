package io.grapevine.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.coordination.JobQuery;
import io.grapevine.execution.echo.EchoHandler;
import io.grapevine.job.BatchFigures;
import io.grapevine.job.Delivery;
import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import io.grapevine.job.JobStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches among real peers on loopback. */
class BatchNetworkTest {
  private static final int SLOTS = 4;

  private final List<TestPeer> workers = new ArrayList<>();
  private TestPeer requester;
  private BatchClient client;

  @BeforeEach
  void start() throws IOException {
    requester = TestPeer.requester(Networks.OWN);
    client = new BatchClient(requester);
    for (int i = 0; i < 3; i++) {
      TestPeer worker = BatchClient.worker(new EchoHandler(SLOTS), SLOTS);
      workers.add(worker);
      requester.connect(worker);
    }
    Awaitility.await()
        .atMost(BatchClient.PATIENCE)
        .until(() -> requester.coordination.network().connections().size() >= 3);
  }

  @AfterEach
  void stop() {
    workers.forEach(TestPeer::close);
    requester.close();
  }

  @Test
  void severalWorkersShareTenThousandItems() throws Exception {
    JobId batch = client.submit(10_000, Delivery.AT_LEAST_ONCE, n -> "{\"n\":" + n + "}");
    Map<Integer, String> lines = client.lines(batch);
    assertThat(lines).hasSize(10_000);
    lines.forEach(
        (n, line) -> assertThat(line).isEqualTo("{\"item\":%d,\"result\":{\"n\":%d}}", n, n));
    Job job = client.finished(batch);
    assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
    BatchFigures figures = client.figures(batch);
    assertThat(figures.succeeded()).isEqualTo(10_000);
    assertThat(figures.workers()).isEqualTo(3);
    assertThat(figures.shares()).isBetween(40, 400);
    assertThat(requester.coordination.list(all()).jobs()).isEmpty();
    assertThat(client.lines(batch)).isEqualTo(lines);
  }

  @Test
  void aWorkerThatDiesCostsNoItem() throws Exception {
    JobId batch =
        client.submit(600, Delivery.AT_LEAST_ONCE, n -> "{\"n\":" + n + ",\"delay\":\"PT0.02S\"}");
    Awaitility.await()
        .atMost(BatchClient.PATIENCE)
        .until(() -> client.figures(batch).succeeded() > 0);
    workers.getFirst().kill();
    assertThat(client.lines(batch)).hasSize(600);
    assertThat(client.finished(batch).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(client.figures(batch).succeeded()).isEqualTo(600);
  }

  @Test
  void itemsThatFailForGoodFailTheBatchAndNoOtherItem() throws Exception {
    JobId batch =
        client.submit(
            100,
            Delivery.AT_LEAST_ONCE,
            n ->
                switch (n % 10) {
                  case 0 -> "{\"failure\":\"permanent\"}";
                  case 1 -> "{\"failure\":\"retryable\"}";
                  case 2 -> "{\"failure\":\"retryable\",\"failureRate\":0.3}";
                  default -> String.valueOf(n);
                });
    Map<Integer, String> lines = client.lines(batch);
    assertThat(lines).hasSize(100);
    assertThat(lines.get(10)).contains("\"retryable\":false");
    assertThat(lines.get(11)).contains("\"retryable\":true");
    assertThat(lines.get(13)).isEqualTo("{\"item\":13,\"result\":13}");
    Job job = client.finished(batch);
    assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    assertThat(client.figures(batch).failed()).isGreaterThanOrEqualTo(20);
    assertThat(client.figures(batch).succeeded()).isGreaterThanOrEqualTo(70);
  }

  @Test
  void aBatchCanBeCalledOff() throws Exception {
    JobId batch = client.submit(500, Delivery.AT_LEAST_ONCE, n -> "{\"delay\":\"PT0.1S\"}");
    Awaitility.await()
        .atMost(BatchClient.PATIENCE)
        .until(() -> client.figures(batch).running() > 0);
    requester.coordination.cancel(batch, "enough");
    assertThat(client.finished(batch).status()).isEqualTo(JobStatus.CANCELLED);
    Map<Integer, String> lines = client.lines(batch);
    assertThat(lines).hasSize(500);
    assertThat(lines.values()).anyMatch(line -> line.contains("CANCELLED"));
    Awaitility.await()
        .atMost(BatchClient.PATIENCE)
        .until(() -> requester.coordination.snapshot().activeJobs() == 0);
  }

  private static JobQuery all() {
    return new JobQuery(null, null, Map.of(), null, null, null, null, 10);
  }
}
