package io.grapevine.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.coordination.BatchLines;
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
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.storage.Database;
import io.grapevine.storage.DatabaseConfig;
import io.grapevine.storage.JournalConfig;
import io.grapevine.storage.SqlJobJournal;
import io.grapevine.worker.WorkerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches whose requester dies and comes back, and batches that lose a worker. */
class BatchRestartTest {
  private static final WorkType ECHO = new WorkType("echo");
  private static final int SLOTS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static final JournalConfig KEPT =
      new JournalConfig(Duration.ofDays(1), 1_000, 1 << 24, Duration.ofSeconds(15));

  private final KeyPair identity = KeyPair.generate(new SecureRandom());
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<TestPeer> workers = new ArrayList<>();
  @TempDir private Path directory;

  @BeforeEach
  void start() throws IOException {
    for (int i = 0; i < 3; i++) {
      SortedMap<WorkType, Integer> types = new TreeMap<>(Map.of(ECHO, SLOTS));
      HandlerCatalog catalog = new HandlerCatalog(List.of(new EchoHandler(SLOTS)));
      workers.add(
          TestPeer.of(
              Networks.OWN,
              setup ->
                  setup.working(
                      WorkerConfig.defaults(SLOTS, types),
                      new VirtualThreadRunner(catalog, types, RunnerConfig.defaults()))));
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    workers.forEach(TestPeer::kill);
  }

  @Test
  void aRestartedRequesterFinishesTheBatch() throws Exception {
    Database database = database();
    TestPeer before = requester(database);
    JobId batch = submit(before, 2_000, Delivery.AT_LEAST_ONCE, "\"PT0.02S\"");
    await().atMost(PATIENCE).until(() -> figures(before, batch).succeeded() >= 100);
    die(before, database);
    TestPeer again = requester();
    assertThat(finished(again, batch).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(lines(again, batch)).hasSize(2_000).allSatisfy(BatchRestartTest::echoes);
    await().atMost(PATIENCE).until(() -> again.coordination.snapshot().activeJobs() == 0);
    assertThat(figures(again, batch).succeeded()).isEqualTo(2_000);
  }

  @Test
  void aBatchCanBeCalledOffAsSoonAsItsRequesterIsBack() throws Exception {
    Database database = database();
    TestPeer before = requester(database);
    JobId batch = submit(before, 1_000, Delivery.AT_LEAST_ONCE, "\"PT0.1S\"");
    await().atMost(PATIENCE).until(() -> figures(before, batch).running() > 0);
    die(before, database);
    TestPeer again = requester();
    again.coordination.cancel(batch, "enough");
    assertThat(finished(again, batch).status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(lines(again, batch)).hasSize(1_000);
    await().atMost(PATIENCE).until(() -> again.coordination.snapshot().activeJobs() == 0);
  }

  @Test
  void tenThousandItemsOutliveAWorker() throws Exception {
    TestPeer requester = requester();
    JobId batch = submit(requester, 10_000, Delivery.AT_LEAST_ONCE, "\"PT0.005S\"");
    await().atMost(PATIENCE).until(() -> figures(requester, batch).succeeded() >= 1_000);
    workers.getFirst().kill();
    assertThat(finished(requester, batch).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(lines(requester, batch)).hasSize(10_000).allSatisfy(BatchRestartTest::echoes);
  }

  private static void echoes(int item, String line) {
    assertThat(line).startsWith("{\"item\":" + item + ",\"result\":").contains("\"n\":" + item);
  }

  /** Nothing can be written any more from here on, and nothing can be sent. */
  private static void die(TestPeer requester, Database database) {
    database.close();
    requester.kill();
  }

  private static JobId submit(TestPeer requester, int count, Delivery delivery, String delay) {
    String items =
        IntStream.rangeClosed(1, count)
            .mapToObj(n -> "{\"n\":" + n + ",\"delay\":" + delay + "}")
            .collect(Collectors.joining("\n"));
    Submission answer =
        requester.coordination.submit(
            new JobRequest(
                ECHO,
                Content.of(ShareContent.ITEMS_MEDIA_TYPE, items.getBytes(UTF_8)),
                Duration.ofMinutes(1),
                new TreeMap<>(),
                null,
                delivery,
                null));
    assertThat(answer).isInstanceOf(Submission.Accepted.class);
    return ((Submission.Accepted) answer).job().id();
  }

  private static BatchFigures figures(TestPeer requester, JobId batch) {
    return requester.coordination.batches().figures(batch).orElseThrow();
  }

  private static Job finished(TestPeer requester, JobId batch) throws InterruptedException {
    Job job = requester.coordination.await(batch, PATIENCE).orElseThrow();
    assertThat(job.status().isFinal())
        .as("%s after %s", figures(requester, batch), PATIENCE)
        .isTrue();
    return job;
  }

  private static Map<Integer, String> lines(TestPeer requester, JobId batch)
      throws InterruptedException {
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

  private TestPeer requester() throws IOException {
    Database database = database();
    open.add(database);
    return requester(database);
  }

  private TestPeer requester(Database database) throws IOException {
    TestPeer requester =
        TestPeer.requester(
            identity,
            SqlJobJournal.open(database, identity.peerId(), KEPT, InstantSource.system()));
    open.add(requester);
    for (TestPeer worker : workers) {
      worker.connect(requester);
    }
    return requester;
  }

  private Database database() {
    return Database.open(DatabaseConfig.of("jdbc:sqlite:" + directory.resolve("jobs.db")));
  }
}
