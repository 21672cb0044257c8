package io.grapevine.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.coordination.CoordinationListener;
import io.grapevine.coordination.JobRequest;
import io.grapevine.coordination.Submission;
import io.grapevine.execution.HandlerCatalog;
import io.grapevine.execution.JobContext;
import io.grapevine.execution.RunnerConfig;
import io.grapevine.execution.VirtualThreadRunner;
import io.grapevine.execution.WorkHandler;
import io.grapevine.execution.WorkResult;
import io.grapevine.job.Content;
import io.grapevine.job.Delivery;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobStatus;
import io.grapevine.job.ShareContent;
import io.grapevine.job.WorkType;
import io.grapevine.worker.WorkerConfig;
import io.grapevine.worker.WorkerReport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client calls jobs off, and the handlers at a worker beyond TCP are told within a second. */
class CancellationTest {
  private static final WorkType TYPE = new WorkType("endless");
  private static final int SLOTS = 2;
  private static final Duration TOLD_WITHIN = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String BLOCKS = "\"blocks\"";
  private static final String COMPUTES = "\"computes\"";

  private final Queue<Long> begun = new ConcurrentLinkedQueue<>();
  private final Queue<Long> told = new ConcurrentLinkedQueue<>();
  private final Queue<Long> calledOff = new ConcurrentLinkedQueue<>();
  private final Queue<WorkerReport> queued = new ConcurrentLinkedQueue<>();
  private volatile boolean callOffWhenAwarded;
  private TestPeer requester;
  private TestPeer worker;

  @BeforeEach
  void start() throws IOException {
    requester = TestPeer.of(Networks.OWN, setup -> setup.watched(new Awards()));
    SortedMap<WorkType, Integer> types = new TreeMap<>(Map.of(TYPE, SLOTS));
    HandlerCatalog catalog = new HandlerCatalog(List.of(new Endless()));
    worker =
        TestPeer.of(
            Networks.OWN,
            setup ->
                setup
                    .working(
                        WorkerConfig.defaults(SLOTS, types).withQueue(8),
                        new VirtualThreadRunner(catalog, types, RunnerConfig.defaults()))
                    .watched(new Queued()));
    requester.connect(worker);
    await().atMost(PATIENCE).until(() -> !requester.coordination.network().connections().isEmpty());
  }

  @AfterEach
  void stop() {
    worker.close();
    requester.close();
  }

  @Test
  void interruptsAHandlerThatBlocks() {
    JobId job = submit(Content.JSON, BLOCKS);
    awaitBegun(1);
    callOff(job);
    awaitTold(1);
    awaitStatus(job, JobStatus.CANCELLED);
  }

  @Test
  void tellsAHandlerThatComputes() {
    JobId job = submit(Content.JSON, COMPUTES);
    awaitBegun(1);
    callOff(job);
    awaitTold(1);
    awaitStatus(job, JobStatus.CANCELLED);
  }

  @Test
  void dropsAnAttemptThatWaitsAtTheWorker() {
    JobId first = submit(Content.JSON, BLOCKS);
    JobId second = submit(Content.JSON, BLOCKS);
    awaitBegun(SLOTS);
    JobId waiting = submit(Content.JSON, BLOCKS);
    await().atMost(PATIENCE).until(() -> status(waiting) == JobStatus.RUNNING);
    await().atMost(PATIENCE).until(() -> queued.size() == 1);
    callOff(waiting);
    awaitStatus(waiting, JobStatus.CANCELLED);
    callOff(first);
    callOff(second);
    awaitTold(SLOTS);
    assertThat(begun).as("handlers that were begun").hasSize(SLOTS);
  }

  @Test
  void callsOffAJobWhoseWorkerIsBeingDialled() {
    callOffWhenAwarded = true;
    JobId job = submit(Content.JSON, BLOCKS);
    awaitStatus(job, JobStatus.CANCELLED);
    assertThat(Duration.ofNanos(System.nanoTime() - calledOff.element())).isLessThan(TOLD_WITHIN);
    await().atMost(TOLD_WITHIN).until(() -> begun.size() == told.size());
    assertThat(requester.coordination.history(job))
        .filteredOn(JobEvent.Awarded.class::isInstance)
        .hasSize(1);
  }

  @Test
  void callsOffABatchAndTheItemInHandOfEachOfItsShares() {
    JobId batch =
        submit(ShareContent.ITEMS_MEDIA_TYPE, String.join("\n", BLOCKS, BLOCKS, BLOCKS, BLOCKS));
    awaitBegun(SLOTS);
    callOff(batch);
    awaitTold(SLOTS);
    awaitStatus(batch, JobStatus.CANCELLED);
    // A share that waits may get the slot of another one before its own cancellation comes, which
    // has a stream of its own.
    await().atMost(TOLD_WITHIN).until(() -> begun.size() == told.size());
  }

  private JobId submit(String mediaType, String payload) {
    Submission answer =
        requester.coordination.submit(
            new JobRequest(
                TYPE,
                Content.of(mediaType, payload.getBytes(UTF_8)),
                Duration.ofMinutes(1),
                new TreeMap<>(),
                null,
                Delivery.AT_LEAST_ONCE,
                null));
    assertThat(answer).isInstanceOf(Submission.Accepted.class);
    return ((Submission.Accepted) answer).job().id();
  }

  private void awaitBegun(int count) {
    await().atMost(PATIENCE).until(() -> begun.size() == count);
  }

  private void callOff(JobId job) {
    calledOff.add(System.nanoTime());
    requester.coordination.cancel(job, "the client has changed its mind");
  }

  /** Within a second of the first call. */
  private void awaitTold(int count) {
    await().atMost(PATIENCE).until(() -> told.size() >= count);
    long last = told.stream().mapToLong(Long::longValue).max().orElseThrow();
    Duration taken = Duration.ofNanos(last - calledOff.element());
    System.out.printf("cancellation: told after %.1f ms%n", taken.toNanos() / 1e6);
    assertThat(taken).as("from the client's call to the handler").isLessThan(TOLD_WITHIN);
  }

  private void awaitStatus(JobId job, JobStatus expected) {
    await().atMost(PATIENCE).until(() -> status(job) == expected);
  }

  private JobStatus status(JobId job) {
    return requester.coordination.find(job).map(Job::status).orElseThrow();
  }

  /** Calls a job off in the moment in which its worker is chosen. */
  private final class Awards implements CoordinationListener {
    @Override
    public void jobEvent(JobEvent event) {
      if (callOffWhenAwarded && event instanceof JobEvent.Awarded) {
        callOff(event.job());
      }
    }
  }

  /** Hears of attempts that wait at the worker. */
  private final class Queued implements CoordinationListener {
    @Override
    public void workerReport(WorkerReport report) {
      if (report instanceof WorkerReport.Queued) {
        queued.add(report);
      }
    }
  }

  /** Ends only when it is told to. */
  private final class Endless implements WorkHandler {
    @Override
    public WorkType type() {
      return TYPE;
    }

    @Override
    public String description() {
      return "Never ends by itself.";
    }

    @Override
    public String payloadSchema() {
      return "{}";
    }

    @Override
    public String example() {
      return BLOCKS;
    }

    @Override
    public WorkResult run(JobContext job) throws InterruptedException {
      begun.add(System.nanoTime());
      try {
        if (new String(job.payload().bytes().array(), UTF_8).equals(COMPUTES)) {
          while (!job.isCancelled()) {
            LockSupport.parkNanos(1_000);
          }
          Thread.interrupted();
          throw new InterruptedException("told");
        }
        new CountDownLatch(1).await();
        throw new AssertionError("nobody opens it");
      } finally {
        told.add(System.nanoTime());
      }
    }
  }
}
