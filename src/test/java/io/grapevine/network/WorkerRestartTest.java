package io.grapevine.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.execution.ResultFiles;
import io.grapevine.job.Content;
import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import io.grapevine.job.JobStatus;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.storage.Database;
import io.grapevine.storage.DatabaseConfig;
import io.grapevine.storage.JournalConfig;
import io.grapevine.storage.SqlJobJournal;
import io.grapevine.worker.ResultSpill;
import io.grapevine.worker.WorkerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that finished while its requester was dead, and is restarted before that is back. */
class WorkerRestartTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final long IN_MEMORY_MAX = 100;

  private static final JournalConfig KEPT =
      new JournalConfig(Duration.ofDays(1), 1_000, 1 << 20, Duration.ofSeconds(15));

  private final KeyPair requesterKey = KeyPair.generate(new SecureRandom());
  private final KeyPair workerKey = KeyPair.generate(new SecureRandom());
  private final List<AutoCloseable> open = new ArrayList<>();
  private final AtomicInteger starts = new AtomicInteger();
  private final CountDownLatch gate = new CountDownLatch(1);
  @TempDir private Path directory;

  @AfterEach
  void stop() throws Exception {
    gate.countDown();
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  @Test
  void deliversASmallResultOfBeforeItsRestart() throws Exception {
    deliversWhatItFinishedBeforeItsRestart("hello");
  }

  @Test
  void deliversALargeResultOfBeforeItsRestart() throws Exception {
    deliversWhatItFinishedBeforeItsRestart("x".repeat(100_000));
  }

  private void deliversWhatItFinishedBeforeItsRestart(String payload) throws Exception {
    TestPeer worker = worker();
    JobId id = dieWithARun(worker, payload);
    gate.countDown();
    await().atMost(LIMIT).until(() -> resultsOnDisk() == 1);
    worker.close();
    TestPeer reborn = worker();
    TestPeer requester = requester(database());
    reborn.connect(requester);
    Job job = requester.finished(id);
    assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.attempts()).hasSize(1);
    assertThat(starts).hasValue(1);
    assertThat(requester.coordination.result(id))
        .contains(Content.of("text/plain", payload.getBytes(UTF_8)));
    await().atMost(LIMIT).until(() -> resultsOnDisk() == 0);
  }

  private JobId dieWithARun(TestPeer worker, String payload) throws Exception {
    Database database = database();
    TestPeer requester = requester(database);
    worker.connect(requester);
    JobId id = requester.submit(ScriptedRunner.ECHO, payload, null);
    await().atMost(LIMIT).until(() -> starts.get() == 1);
    await()
        .atMost(LIMIT)
        .until(() -> requester.coordination.find(id).orElseThrow().status() == JobStatus.RUNNING);
    // Nothing can be written any more from here on, and nothing can be sent.
    database.close();
    requester.kill();
    return id;
  }

  private TestPeer worker() throws IOException {
    ScriptedRunner runner = new ScriptedRunner(this::work);
    WorkerConfig config =
        WorkerConfig.defaults(ScriptedRunner.SLOTS, runner.concurrency())
            .withSpill(new ResultSpill(IN_MEMORY_MAX, 1 << 20));
    ResultFiles files = ResultFiles.open(directory.resolve("results"), 1 << 20);
    TestPeer worker =
        TestPeer.of(
            () -> Networks.own(workerKey),
            setup -> setup.working(config, runner).spillingTo(files));
    open.add(worker);
    return worker;
  }

  private TestPeer requester(Database database) throws IOException {
    TestPeer requester =
        TestPeer.requester(
            requesterKey,
            SqlJobJournal.open(database, requesterKey.peerId(), KEPT, InstantSource.system()));
    open.add(requester);
    return requester;
  }

  private Database database() {
    Database database =
        Database.open(DatabaseConfig.of("jdbc:sqlite:" + directory.resolve("jobs.db")));
    open.add(database);
    return database;
  }

  private long resultsOnDisk() throws IOException {
    Path results = directory.resolve("results");
    if (!Files.isDirectory(results)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(results)) {
      return files.filter(file -> file.toString().endsWith(".result")).count();
    }
  }

  private Content work(Content payload) throws InterruptedException {
    starts.incrementAndGet();
    if (!gate.await(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("nobody let the work end");
    }
    return payload;
  }
}
