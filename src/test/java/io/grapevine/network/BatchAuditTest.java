package io.grapevine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.execution.JobContext;
import io.grapevine.execution.WorkException;
import io.grapevine.execution.WorkHandler;
import io.grapevine.execution.WorkResult;
import io.grapevine.execution.echo.EchoHandler;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Delivery;
import io.grapevine.job.FailureCode;
import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Preferences;
import io.grapevine.job.Priority;
import io.grapevine.job.Requirements;
import io.grapevine.job.SelectionPolicy;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What workers really ran of a batch, each run written down where it happened. */
class BatchAuditTest {
  private static final int SLOTS = 2;

  private final List<TestPeer> workers = new ArrayList<>();
  private final List<Collection<Run>> runs = new ArrayList<>();
  private TestPeer requester;
  private BatchClient client;

  /** One begin of an item at one worker. */
  private record Run(AttemptId attempt, int item) {}

  @BeforeEach
  void start() throws IOException {
    requester = TestPeer.requester(Networks.OWN);
    client = new BatchClient(requester);
    for (int i = 0; i < 3; i++) {
      Collection<Run> own = new CopyOnWriteArrayList<>();
      TestPeer worker = BatchClient.worker(new Audited(own), SLOTS);
      runs.add(own);
      workers.add(worker);
      requester.connect(worker);
    }
    await()
        .atMost(BatchClient.PATIENCE)
        .until(() -> requester.coordination.network().connections().size() >= 3);
  }

  @AfterEach
  void stop() {
    workers.forEach(TestPeer::close);
    requester.close();
  }

  private List<Run> all() {
    return runs.stream().flatMap(Collection::stream).toList();
  }

  private Map<Integer, Long> runsByItem() {
    return all().stream().collect(Collectors.groupingBy(Run::item, Collectors.counting()));
  }

  private JobId loseAWorkerAmid(Delivery delivery) throws IOException {
    JobId batch = client.submit(400, delivery, n -> "{\"n\":" + n + ",\"delay\":\"PT0.02S\"}");
    // Amid the share, so that some of its items are done and some are not.
    await().atMost(BatchClient.PATIENCE).until(() -> runs.getFirst().size() >= 5);
    workers.getFirst().kill();
    return batch;
  }

  @Test
  void runsWhatALostWorkerHadAgainUnderOtherAttempts() throws Exception {
    JobId batch = loseAWorkerAmid(Delivery.AT_LEAST_ONCE);
    assertThat(client.finished(batch).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(client.lines(batch)).hasSize(400);
    assertThat(all()).extracting(Run::attempt).doesNotHaveDuplicates();
    assertThat(runsByItem()).hasSize(400);
    assertThat(runsByItem().values()).as("some ran twice, none more often").contains(2L);
    assertThat(runsByItem().values()).allMatch(count -> count <= 2);
  }

  @Test
  void runsNothingTwiceThatMayRunOnce() throws Exception {
    JobId batch = loseAWorkerAmid(Delivery.AT_MOST_ONCE);
    Job job = client.finished(batch);
    assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    Map<Integer, String> lines = client.lines(batch);
    assertThat(lines).hasSize(400);
    assertThat(all()).extracting(Run::item).doesNotHaveDuplicates();
    Set<Integer> succeeded = new HashSet<>();
    lines.forEach(
        (item, line) -> {
          if (line.contains("\"result\"")) {
            succeeded.add(item);
          }
        });
    assertThat(succeeded).hasSizeGreaterThan(200);
    assertThat(runsByItem().keySet()).as("what has a result ran").containsAll(succeeded);
  }

  @Test
  void triesAnItemAsOftenAsTheClientAllows() throws Exception {
    JobId batch = client.submit(30, Delivery.AT_LEAST_ONCE, n -> "{\"n\":" + n + failing(n) + "}");
    assertThat(client.finished(batch).status()).isEqualTo(JobStatus.FAILED);
    assertThat(client.lines(batch).get(7)).contains("\"failure\"");
    assertThat(client.figures(batch).succeeded()).isEqualTo(29);
    assertThat(runsByItem().get(7)).isEqualTo(3);
    assertThat(runsByItem().get(8)).isEqualTo(1);
    assertThat(all()).extracting(Run::attempt).doesNotHaveDuplicates();
  }

  private static String failing(int number) {
    return number == 7 ? ",\"failure\":\"retryable\"" : "";
  }

  @Test
  void stopsAllWorkersSoonWhenItIsCalledOff() throws Exception {
    JobId batch =
        client.submit(400, Delivery.AT_LEAST_ONCE, n -> "{\"n\":" + n + ",\"delay\":\"PT0.05S\"}");
    await().atMost(BatchClient.PATIENCE).until(() -> runs.stream().noneMatch(Collection::isEmpty));
    requester.coordination.cancel(batch, "enough");
    assertThat(client.finished(batch).status()).isEqualTo(JobStatus.CANCELLED);
    await()
        .atMost(Duration.ofSeconds(2))
        .until(
            () ->
                workers.stream().allMatch(worker -> worker.coordination.snapshot().running() == 0));
    int then = all().size();
    assertThat(then).isLessThan(400);
    assertThat(client.lines(batch)).hasSize(400);
    assertThat(all()).as("nothing is begun any more").hasSize(then);
  }

  @Test
  void endsAtItsDeadlineWithALineForEachItem() throws Exception {
    JobId batch =
        client.submit(
            400,
            Delivery.AT_LEAST_ONCE,
            Duration.ofSeconds(2),
            Preferences.NONE,
            n -> "{\"n\":" + n + ",\"delay\":\"PT0.05S\"}");
    Job job = client.finished(batch);
    assertThat(job.status()).isEqualTo(JobStatus.EXPIRED);
    Map<Integer, String> lines = client.lines(batch);
    assertThat(lines).hasSize(400);
    assertThat(lines.values())
        .anyMatch(line -> line.contains(FailureCode.DEADLINE_EXCEEDED.name()));
    assertThat(Duration.between(job.submittedAt(), job.finishedAt()))
        .isLessThan(Duration.ofSeconds(6));
  }

  @Test
  void keepsToTheWorkersThatTheClientAccepts() throws Exception {
    PeerId only = workers.get(1).id();
    JobId batch =
        client.submit(
            100,
            Delivery.AT_LEAST_ONCE,
            Duration.ofMinutes(1),
            new Preferences(
                Requirements.NONE,
                SelectionPolicy.FASTEST,
                Priority.HIGH,
                null,
                false,
                Set.of(only)),
            n -> "{\"n\":" + n + "}");
    assertThat(client.finished(batch).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(runs.get(1)).hasSize(100);
    assertThat(runs.get(0)).isEmpty();
    assertThat(runs.get(2)).isEmpty();
  }

  /** Echoes, and writes down what it begins. */
  private static final class Audited implements WorkHandler {
    private final EchoHandler echo = new EchoHandler(SLOTS);
    private final Collection<Run> runs;

    Audited(Collection<Run> runs) {
      this.runs = runs;
    }

    @Override
    public WorkType type() {
      return echo.type();
    }

    @Override
    public String description() {
      return echo.description();
    }

    @Override
    public String payloadSchema() {
      return echo.payloadSchema();
    }

    @Override
    public String example() {
      return echo.example();
    }

    @Override
    public int concurrency() {
      return SLOTS;
    }

    @Override
    public WorkResult run(JobContext job) throws WorkException, InterruptedException {
      runs.add(new Run(job.attempt(), job.payloadTree().path("n").asInt()));
      return echo.run(job);
    }
  }
}
