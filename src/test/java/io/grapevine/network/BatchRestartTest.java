package io.grapevine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.execution.echo.EchoHandler;
import io.grapevine.job.Delivery;
import io.grapevine.job.JobId;
import io.grapevine.job.JobStatus;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.storage.Database;
import io.grapevine.storage.DatabaseConfig;
import io.grapevine.storage.JournalConfig;
import io.grapevine.storage.SqlJobJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches whose requester dies and comes back, and batches that lose a worker. */
class BatchRestartTest {
  private static final int SLOTS = 4;

  private static final JournalConfig KEPT =
      new JournalConfig(Duration.ofDays(1), 1_000, 1 << 24, Duration.ofSeconds(15));

  private final KeyPair identity = KeyPair.generate(new SecureRandom());
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<TestPeer> workers = new ArrayList<>();
  @TempDir private Path directory;

  @BeforeEach
  void start() throws IOException {
    for (int i = 0; i < 3; i++) {
      workers.add(BatchClient.worker(new EchoHandler(SLOTS), SLOTS));
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
    JobId batch =
        new BatchClient(before).submit(2_000, Delivery.AT_LEAST_ONCE, n -> item(n, "PT0.02S"));
    await()
        .atMost(BatchClient.PATIENCE)
        .until(() -> new BatchClient(before).figures(batch).succeeded() >= 100);
    die(before, database);
    TestPeer again = requester();
    assertThat(new BatchClient(again).finished(batch).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(new BatchClient(again).lines(batch))
        .hasSize(2_000)
        .allSatisfy(BatchRestartTest::echoes);
    await()
        .atMost(BatchClient.PATIENCE)
        .until(() -> again.coordination.snapshot().activeJobs() == 0);
    assertThat(new BatchClient(again).figures(batch).succeeded()).isEqualTo(2_000);
  }

  @Test
  void aBatchCanBeCalledOffAsSoonAsItsRequesterIsBack() throws Exception {
    Database database = database();
    TestPeer before = requester(database);
    JobId batch =
        new BatchClient(before).submit(1_000, Delivery.AT_LEAST_ONCE, n -> item(n, "PT0.1S"));
    await()
        .atMost(BatchClient.PATIENCE)
        .until(() -> new BatchClient(before).figures(batch).running() > 0);
    die(before, database);
    TestPeer again = requester();
    again.coordination.cancel(batch, "enough");
    assertThat(new BatchClient(again).finished(batch).status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(new BatchClient(again).lines(batch)).hasSize(1_000);
    await()
        .atMost(BatchClient.PATIENCE)
        .until(() -> again.coordination.snapshot().activeJobs() == 0);
  }

  @Test
  void tenThousandItemsOutliveAWorker() throws Exception {
    TestPeer requester = requester();
    JobId batch =
        new BatchClient(requester).submit(10_000, Delivery.AT_LEAST_ONCE, n -> item(n, "PT0.005S"));
    await()
        .atMost(BatchClient.PATIENCE)
        .until(() -> new BatchClient(requester).figures(batch).succeeded() >= 1_000);
    workers.getFirst().kill();
    assertThat(new BatchClient(requester).finished(batch).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(new BatchClient(requester).lines(batch))
        .hasSize(10_000)
        .allSatisfy(BatchRestartTest::echoes);
  }

  private static void echoes(int item, String line) {
    assertThat(line).startsWith("{\"item\":" + item + ",\"result\":").contains("\"n\":" + item);
  }

  /** Nothing can be written any more from here on, and nothing can be sent. */
  private static void die(TestPeer requester, Database database) {
    database.close();
    requester.kill();
  }

  private static String item(int number, String delay) {
    return "{\"n\":" + number + ",\"delay\":\"" + delay + "\"}";
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
