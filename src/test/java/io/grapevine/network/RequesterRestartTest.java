package io.grapevine.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.job.Content;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A requester that dies with a job at a worker, and comes back with its identity and its store. */
class RequesterRestartTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static final JournalConfig KEPT =
      new JournalConfig(Duration.ofDays(1), 1_000, 1 << 20, Duration.ofSeconds(15));

  private final KeyPair identity = KeyPair.generate(new SecureRandom());
  private final List<AutoCloseable> open = new ArrayList<>();
  private final AtomicInteger starts = new AtomicInteger();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final TestPeer worker = TestPeer.worker(Networks.OWN, this::work);
  @TempDir private Path directory;

  RequesterRestartTest() throws IOException {}

  @AfterEach
  void stop() throws Exception {
    gate.countDown();
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    worker.close();
  }

  @Test
  void followsARunThatIsStillUnderWay() throws Exception {
    JobId id = dieWithARun();
    TestPeer again = requester();
    await().atMost(LIMIT).until(() -> hasResumed(again, id));
    gate.countDown();
    assertDoneOnce(again.finished(id), again);
  }

  @Test
  void isGivenAResultThatWasFinishedMeanwhile() throws Exception {
    JobId id = dieWithARun();
    gate.countDown();
    await().atMost(LIMIT).until(() -> worker.coordination.snapshot().running() == 0);
    TestPeer again = requester();
    assertDoneOnce(again.finished(id), again);
  }

  private JobId dieWithARun() throws Exception {
    Database database = database();
    TestPeer requester = requester(database);
    JobId id = requester.submit(ScriptedRunner.ECHO, "hello", null);
    await().atMost(LIMIT).until(() -> starts.get() == 1);
    await()
        .atMost(LIMIT)
        .until(() -> requester.coordination.find(id).orElseThrow().status() == JobStatus.RUNNING);
    // Nothing can be written any more from here on, and nothing can be sent.
    database.close();
    requester.kill();
    return id;
  }

  private void assertDoneOnce(Job job, TestPeer requester) {
    assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.attempts()).hasSize(1);
    assertThat(starts).hasValue(1);
    assertThat(requester.coordination.result(job.id())).contains(content("hello"));
  }

  private static boolean hasResumed(TestPeer peer, JobId id) {
    return peer.coordination.history(id).stream().anyMatch(JobEvent.Resumed.class::isInstance);
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
    worker.connect(requester);
    return requester;
  }

  private Database database() {
    return Database.open(DatabaseConfig.of("jdbc:sqlite:" + directory.resolve("jobs.db")));
  }

  private Content work(Content payload) throws InterruptedException {
    starts.incrementAndGet();
    if (!gate.await(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("nobody let the work end");
    }
    return payload;
  }

  private static Content content(String text) {
    return Content.of("text/plain", text.getBytes(UTF_8));
  }
}
