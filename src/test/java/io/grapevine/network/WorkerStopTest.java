package io.grapevine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.Content;
import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import io.grapevine.job.JobStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Workers that stop in good order while they have a job. */
class WorkerStopTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final List<TestPeer> peers = new ArrayList<>();
  private final AtomicInteger starts = new AtomicInteger();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final TestPeer requester = add(TestPeer.requester(Networks.OWN));

  WorkerStopTest() throws IOException {}

  @AfterEach
  void stop() {
    gate.countDown();
    peers.forEach(TestPeer::close);
  }

  @Test
  void givesBackWhatIsNotDoneInTimeAndAnotherTakesOverAtOnce() throws Exception {
    TestPeer hurried = worker(Duration.ofMillis(100));
    JobId id = startOne();
    worker(LIMIT);
    // Only one that has heard of the other's topic can offer it anything.
    await()
        .atMost(LIMIT)
        .until(() -> requester.network.subscribers(Topics.offers(ScriptedRunner.ECHO)).size() == 2);
    hurried.close();
    Job job = requester.finished(id);
    assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.attempts())
        .extracting(Job.Attempt::end)
        .containsExactly(AttemptEnd.HANDED_BACK, AttemptEnd.SUCCEEDED);
    assertThat(starts).hasValue(2);
  }

  @Test
  void letsARunEndThatIsDoneInTime() throws Exception {
    TestPeer patient = worker(LIMIT);
    JobId id = startOne();
    Thread closing = Thread.startVirtualThread(patient::close);
    Instant begin = Instant.now();
    gate.countDown();
    assertThat(requester.finished(id).attempts()).hasSize(1);
    assertThat(closing.join(LIMIT)).isTrue();
    assertThat(Duration.between(begin, Instant.now())).isLessThan(LIMIT);
    assertThat(starts).hasValue(1);
  }

  private JobId startOne() {
    JobId id = requester.submit(ScriptedRunner.ECHO, "hello", null);
    await().atMost(LIMIT).until(() -> starts.get() == 1);
    return id;
  }

  /** The first run of all goes on until the test lets it end. */
  private Content work(Content payload) throws InterruptedException {
    boolean isFirst = starts.incrementAndGet() == 1;
    if (isFirst && !gate.await(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("nobody let the work end");
    }
    return payload;
  }

  private TestPeer worker(Duration drainLimit) throws IOException {
    TestPeer worker = add(TestPeer.worker(Networks.OWN, this::work, drainLimit));
    worker.connect(requester);
    return worker;
  }

  private TestPeer add(TestPeer peer) {
    peers.add(peer);
    return peer;
  }
}
