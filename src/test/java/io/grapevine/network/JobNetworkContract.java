package io.grapevine.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import io.grapevine.job.JobStatus;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole peers on loopback, which behave. */
abstract class JobNetworkContract {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final List<TestPeer> peers = new ArrayList<>();
  private final Networks networks;
  private final TestPeer requester;

  JobNetworkContract(Networks networks) throws IOException {
    this.networks = networks;
    this.requester = start(TestPeer.requester(networks));
  }

  @AfterEach
  void stop() {
    peers.forEach(TestPeer::close);
  }

  @Test
  void aWorkerDoesTheJobAndEverybodyHearsOfIt() throws Exception {
    for (int i = 0; i < 3; i++) {
      worker(payload -> payload);
    }
    Job job = requester.echo("hello");
    assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(requester.coordination.result(job.id()).map(JobNetworkContract::text))
        .contains("hello");
    assertThat(job.attempts())
        .singleElement()
        .extracting(Job.Attempt::end)
        .isEqualTo(AttemptEnd.SUCCEEDED);
    for (TestPeer peer : peers) {
      await().atMost(LIMIT).until(() -> !peer.outcomes().isEmpty());
      assertThat(peer.outcomes()).containsExactly(requester.outcomes().getFirst());
    }
  }

  @Test
  void anotherWorkerTakesOverWhenTheFirstIsKilled() throws Exception {
    AtomicBoolean first = new AtomicBoolean(true);
    CountDownLatch forever = new CountDownLatch(1);
    for (int i = 0; i < 3; i++) {
      worker(
          payload -> {
            if (first.compareAndSet(true, false)) {
              forever.await();
            }
            return payload;
          });
    }
    JobId id = requester.submit(ScriptedRunner.ECHO, "hello", null);
    await().atMost(LIMIT).until(() -> !first.get());
    PeerId victim = requester.coordination.find(id).orElseThrow().attempts().getFirst().worker();
    peers.stream().filter(peer -> peer.id().equals(victim)).forEach(TestPeer::kill);
    Job job = requester.finished(id);
    forever.countDown();
    assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.attempts())
        .extracting(Job.Attempt::end)
        .containsExactly(AttemptEnd.CONNECTION_LOST, AttemptEnd.SUCCEEDED);
    assertThat(job.worker()).isNotEqualTo(victim);
  }

  @Test
  void aJobIsRefusedWhenNobodyDoesSuchWork() throws Exception {
    worker(payload -> payload);
    JobId id = requester.submit(new WorkType("unheard-of"), "x", Duration.ofMillis(500));
    Job job = requester.finished(id);
    assertThat(job.status()).isEqualTo(JobStatus.REFUSED);
    assertThat(job.outcome())
        .satisfies(
            outcome ->
                assertThat(outcome.failure())
                    .extracting(Failure::code)
                    .isEqualTo(FailureCode.NO_WORKERS));
  }

  @Test
  void aPeerDoesItsOwnJobLikeAnyOther() throws Exception {
    TestPeer loner = start(TestPeer.worker(networks, payload -> payload));
    Job job = loner.echo("to myself");
    assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.worker()).isEqualTo(loner.id());
    assertThat(loner.coordination.result(job.id()).map(JobNetworkContract::text))
        .contains("to myself");
    await().atMost(LIMIT).until(() -> loner.coordination.snapshot().running() == 0);
  }

  @Test
  void aLargePayloadGoesThereAndBack() throws Exception {
    worker(payload -> payload);
    String large = "0123456789abcdef".repeat(1 << 18);
    Job job = requester.echo(large);
    assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(requester.coordination.result(job.id()).map(Content::size)).contains(large.length());
  }

  @Test
  void aJobIsDoneWhoseOfferCameBeforeItsWorker() throws Exception {
    JobId id = requester.submit(ScriptedRunner.ECHO, "early", null);
    worker(payload -> payload);
    assertThat(requester.finished(id).status()).isEqualTo(JobStatus.SUCCEEDED);
  }

  @Test
  void aCancelledJobFreesItsWorker() throws Exception {
    BlockingQueue<String> started = new LinkedBlockingQueue<>();
    CountDownLatch forever = new CountDownLatch(1);
    TestPeer worker =
        worker(
            payload -> {
              started.add("started");
              forever.await();
              return payload;
            });
    JobId id = requester.submit(ScriptedRunner.ECHO, "hello", null);
    assertThat(started.poll(10, TimeUnit.SECONDS)).isNotNull();
    requester.coordination.cancel(id, "changed my mind");
    assertThat(requester.finished(id).status()).isEqualTo(JobStatus.CANCELLED);
    await().atMost(LIMIT).until(() -> worker.coordination.snapshot().running() == 0);
    forever.countDown();
  }

  @Test
  void manyJobsAtOnceAllEnd() throws Exception {
    for (int i = 0; i < 3; i++) {
      worker(payload -> payload);
    }
    List<JobId> ids = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      ids.add(requester.submit(ScriptedRunner.ECHO, "job " + i, null));
    }
    for (JobId id : ids) {
      assertThat(requester.finished(id).status())
          .as(() -> requester.coordination.history(id).toString())
          .isEqualTo(JobStatus.SUCCEEDED);
    }
    for (TestPeer peer : peers) {
      await().atMost(LIMIT).until(() -> peer.coordination.snapshot().reserved() == 0);
      assertThat(peer.complaints).isEmpty();
    }
  }

  @Test
  void peersKnowEachOtherByTheirAnnouncements() throws Exception {
    TestPeer worker = worker(payload -> payload);
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              assertThat(known(requester)).contains(requester.id(), worker.id());
              assertThat(known(worker)).contains(requester.id(), worker.id());
            });
    assertThat(requester.coordination.network().connections())
        .extracting(connection -> connection.peerId())
        .contains(worker.id());
    assertThat(requester.coordination.network().addresses())
        .allMatch(address -> address.endsWith("/p2p/" + requester.id()));
  }

  private TestPeer worker(ScriptedRunner.Script script) throws IOException {
    TestPeer worker = start(TestPeer.worker(networks, script));
    worker.connect(requester);
    return worker;
  }

  private TestPeer start(TestPeer peer) {
    peers.add(peer);
    return peer;
  }

  private static List<PeerId> known(TestPeer peer) {
    return peer.coordination.workers().stream().map(known -> known.announcement().peer()).toList();
  }

  private static String text(Content content) {
    return new String(content.bytes().array(), UTF_8);
  }
}
