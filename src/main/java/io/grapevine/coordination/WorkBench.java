package io.grapevine.coordination;

import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.Load;
import io.grapevine.job.Offer;
import io.grapevine.job.Outcome;
import io.grapevine.job.Progress;
import io.grapevine.job.Usage;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.worker.Assignment;
import io.grapevine.worker.StoredResult;
import io.grapevine.worker.WorkerConfig;
import io.grapevine.worker.WorkerDesk;
import io.grapevine.worker.WorkerEffect;
import io.grapevine.worker.WorkerEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the worker's desk of this peer and carries out what it wants done. For the loop thread
 * only, except for what runs report. A desk that fails is replaced by an empty one: its requesters
 * are told, and turn to others.
 */
final class WorkBench implements Timed, JobRunner.RunListener {
  private static final Logger LOG = LoggerFactory.getLogger(WorkBench.class);

  /** Longest wait for the disk before anybody is served. */
  private static final Duration RECALL_LIMIT = Duration.ofSeconds(10);

  private final PeerId self;
  private final WorkerConfig config;
  private final WorkerNetwork network;
  private final JobRunner runner;
  private final ResultStore results;
  private final SampledLoad sampled;
  private final Census census;
  private final InstantSource clock;
  private final CoordinationListener listener;
  private final CoordinationLoop loop;
  private final RandomGenerator random;
  private final Set<Assignment> runs = new LinkedHashSet<>();
  private WorkerDesk desk;
  private Optional<Instant> next = Optional.empty();
  private boolean draining;
  private volatile Load latestLoad;

  WorkBench(PeerSetup setup, Census census, CoordinationListener listener, CoordinationLoop loop) {
    this.network = setup.network();
    this.self = setup.network().self();
    this.config = setup.worker();
    this.runner = setup.runner();
    this.results = setup.results();
    this.sampled = new SampledLoad(setup.probe());
    this.census = census;
    this.clock = setup.clock();
    this.listener = listener;
    this.loop = loop;
    this.random = setup.random();
    this.desk = new WorkerDesk(self, config, random);
    this.latestLoad = desk.load(0, 0);
  }

  /**
   * Takes up the results that an earlier life left on disk; waits for it, since a requester that
   * asked sooner would be told that nobody knows of them here.
   */
  void recall() {
    try {
      foundOnDisk().get(RECALL_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException fault) {
      LOG.warn("peer {} does not know which results are on its disk", self, fault);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private CompletableFuture<Void> foundOnDisk() {
    return results
        .recall()
        .thenAccept(
            found -> {
              if (!found.isEmpty()) {
                LOG.info(
                    "peer {} keeps {} results that nobody has acknowledged", self, found.size());
                tell(new WorkerEvent.ResultsFound(found));
              }
            });
  }

  /** An offer for a type that is done here was heard. */
  void hear(Offer offer) {
    Instant now = clock.instant();
    LoadProbe.Sample sample = sampled.at(now);
    int capable = census.capable(offer.type(), now);
    handle(new WorkerEvent.OfferHeard(offer, sample.cpu(), sample.memory(), capable));
  }

  /** The requester of a job said how it ended. */
  void hear(Outcome outcome) {
    if (!config.concurrency().isEmpty()) {
      handle(new WorkerEvent.JobClosed(outcome.requester(), outcome.job()));
    }
  }

  void handle(WorkerEvent event) {
    loop.requireOwnThread();
    if (event instanceof WorkerEvent.DrainRequested) {
      draining = true;
    }
    try {
      carryOut(desk.handle(event, clock.instant()));
    } catch (RuntimeException fault) {
      replaceDesk(event, fault);
    }
    next = desk.nextDeadline();
    LoadProbe.Sample sample = sampled.at(clock.instant());
    latestLoad = desk.load(sample.cpu(), sample.memory());
  }

  /** Whether a drain was asked for and nothing is under way any more. */
  boolean isDrained() {
    return draining && desk.isDrained();
  }

  /** How busy this worker was after its latest event. Safe for use by many threads. */
  Load load() {
    return latestLoad;
  }

  @Override
  public Optional<Instant> nextDeadline() {
    return next;
  }

  @Override
  public void deadlineReached(Instant now) {
    handle(new WorkerEvent.DeadlineReached());
  }

  @Override
  public void progressed(Assignment assignment, Progress progress) {
    WorkerEvent event = new WorkerEvent.ProgressMade(assignment, progress);
    if (!loop.post(Lane.ATTEMPTS, () -> handle(event))) {
      listener.eventDropped("ProgressMade");
    }
  }

  @Override
  public void completed(Assignment assignment, Content result, Usage usage) {
    ended(assignment, new WorkerEvent.RunCompleted(assignment, result, usage));
  }

  @Override
  public void failed(Assignment assignment, Failure failure) {
    ended(assignment, new WorkerEvent.RunFailed(assignment, failure));
  }

  private void ended(Assignment assignment, WorkerEvent event) {
    loop.post(
        Lane.COMMANDS,
        () -> {
          runs.remove(assignment);
          handle(event);
        });
  }

  private void carryOut(List<WorkerEffect> effects) {
    for (WorkerEffect effect : effects) {
      switch (effect) {
        case WorkerEffect.SendBid send -> network.sendBid(send.requester(), send.bid());
        case WorkerEffect.SendRefusal send -> network.sendRefusal(send.requester(), send.refusal());
        case WorkerEffect.ConfirmAward confirm -> network.confirmAward(confirm.assignment());
        case WorkerEffect.DeclineAward decline ->
            network.declineAward(decline.assignment(), decline.reason(), decline.detail());
        case WorkerEffect.StartRun start -> start(start);
        case WorkerEffect.StopRun stop -> stop(stop.assignment());
        case WorkerEffect.SendHeartbeat send ->
            network.sendHeartbeat(send.assignment(), send.progress());
        case WorkerEffect.SendResult send ->
            network.sendResult(send.assignment(), send.result(), send.usage());
        case WorkerEffect.SendFailure send ->
            network.sendFailure(send.assignment(), send.failure(), send.begun());
        case WorkerEffect.ResultTask task -> carryOut(task);
        case WorkerEffect.Report report -> listener.workerReport(report.report());
      }
    }
  }

  private void carryOut(WorkerEffect.ResultTask task) {
    switch (task) {
      case WorkerEffect.StoreResult(StoredResult about, Content result) -> {
        Assignment assignment = about.assignment();
        var _ =
            results
                .store(about, result)
                .whenComplete((stored, fault) -> stored(assignment, Optional.ofNullable(fault)));
      }
      case WorkerEffect.LoadResult(Assignment assignment) -> {
        var _ =
            results
                .load(assignment)
                .whenComplete((result, fault) -> tell(loaded(assignment, result, fault)));
      }
      case WorkerEffect.ForgetResult(Assignment assignment) -> results.forget(assignment);
    }
  }

  private void stored(Assignment assignment, Optional<Throwable> fault) {
    fault.ifPresent(why -> LOG.warn("the result of {} stays in memory", assignment, why));
    tell(
        fault.isEmpty()
            ? new WorkerEvent.ResultStored(assignment)
            : new WorkerEvent.ResultNotStored(assignment));
  }

  private static WorkerEvent loaded(
      Assignment assignment, @Nullable Content result, @Nullable Throwable fault) {
    if (result != null) {
      return new WorkerEvent.ResultLoaded(assignment, result);
    }
    LOG.warn("the result of {} cannot be read", assignment, fault);
    return new WorkerEvent.ResultUnreadable(assignment);
  }

  private void tell(WorkerEvent event) {
    loop.post(Lane.COMMANDS, () -> handle(event));
  }

  private void start(WorkerEffect.StartRun start) {
    runs.add(start.assignment());
    try {
      runner.start(start.assignment(), start.type(), start.payload(), start.limit(), this);
    } catch (RuntimeException refused) {
      LOG.error("attempt {} could not be started", start.assignment(), refused);
      failed(start.assignment(), internalFailure());
    }
  }

  private void stop(Assignment assignment) {
    runs.remove(assignment);
    runner.stop(assignment);
  }

  private void replaceDesk(WorkerEvent event, RuntimeException fault) {
    LOG.error("the worker's desk failed on {}; {} runs are stopped", event, runs.size(), fault);
    listener.invariantBroken("the worker's desk failed: " + fault);
    desk = new WorkerDesk(self, config, random);
    List<Assignment> orphans = List.copyOf(runs);
    for (Assignment orphan : orphans) {
      stop(orphan);
      network.sendFailure(orphan, internalFailure(), true);
    }
    if (draining) {
      desk.handle(new WorkerEvent.DrainRequested(), clock.instant());
    }
    var _ =
        foundOnDisk()
            .whenComplete(
                (told, unreadable) -> {
                  if (unreadable != null) {
                    LOG.warn("results of {} on disk are not known any more", self, unreadable);
                  }
                });
  }

  private static Failure internalFailure() {
    return Failure.transientFailure(
        FailureCode.INTERNAL, "The worker failed by a fault of its own.");
  }
}
