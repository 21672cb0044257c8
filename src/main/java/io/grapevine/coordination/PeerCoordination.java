package io.grapevine.coordination;

import io.grapevine.auction.AuctionEvent;
import io.grapevine.job.Announcement;
import io.grapevine.job.Content;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Load;
import io.grapevine.job.WorkType;
import io.grapevine.worker.WorkerEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running peer: takes requests in, keeps its loop thread going, and answers what clients want
 * to know. Checks and reads happen on the caller's thread; everything that changes a job happens on
 * the loop thread.
 */
public final class PeerCoordination implements CoordinationService, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeerCoordination.class);

  /** Longest wait for the loop thread itself to end. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final PeerSetup setup;
  private final InstantSource clock;
  private final GuardedListener listener;
  private final CoordinationLoop loop;
  private final JobChronicle chronicle;
  private final AuctionHouse house;
  private final WorkBench bench;
  private final Admissions admissions;
  private final JobQueue queue;
  private final Turns turns;
  private final JobWatches watches = new JobWatches();
  private final OutcomeLog outcomes;
  private final PeerDirectory directory;
  private final Set<WorkType> ownTypes;
  private final Set<JobId> cancelling = ConcurrentHashMap.newKeySet();
  private final CountDownLatch idle = new CountDownLatch(1);
  private final AtomicBoolean closing = new AtomicBoolean();

  private PeerCoordination(PeerSetup setup) {
    this.setup = setup;
    this.clock = setup.clock();
    this.listener = new GuardedListener(setup.listener());
    CoordinationConfig bounds = setup.bounds();
    this.queue = new JobQueue(bounds.queue());
    this.outcomes = new OutcomeLog(bounds.outcomesKept());
    JobNetwork network = setup.network();
    this.directory =
        new PeerDirectory(network.self(), bounds.directorySize(), bounds.directoryTimeToLive());
    this.ownTypes = setup.worker().concurrency().keySet();
    String thread = "grapevine-" + network.self().toShortString();
    this.loop = new CoordinationLoop(thread, bounds.mailboxCapacity(), clock, listener);
    this.chronicle =
        new JobChronicle(
            setup.journal(), watches, listener, this::command, bounds.mailboxCapacity());
    BrokenJobs broken =
        new BrokenJobs(setup.journal(), chronicle, network, clock, listener, this::command);
    this.house =
        new AuctionHouse(
            setup.auction(), setup.ranking(), network, chronicle, broken, clock, this::jobOver);
    SampledLoad sampled = new SampledLoad(setup.probe());
    this.bench =
        new WorkBench(setup.worker(), network, setup.runner(), sampled, clock, listener, loop);
    this.turns = new Turns(queue, house::open);
    this.admissions = new Admissions(setup, queue, this::admitted);
  }

  /** Starts a peer. */
  public static PeerCoordination start(PeerSetup setup) {
    PeerCoordination peer = new PeerCoordination(setup);
    peer.start();
    return peer;
  }

  private void start() {
    loop.afterEach(this::noteIdleness);
    loop.add(house);
    loop.add(bench);
    loop.add(
        new Announcer(
            this::announcement,
            this::announce,
            setup.bounds().announceInterval(),
            clock.instant()));
    LoopEvents events = new LoopEvents(loop, house, bench, outcomes, directory, clock, listener);
    setup.network().start(ownTypes, events);
    loop.start();
  }

  @Override
  public Submission submit(JobRequest request) {
    if (chronicle.isBehind()) {
      return new Submission.StorageUnavailable(setup.bounds().queue().retryAfter());
    }
    return admissions.admit(request);
  }

  @Override
  public Optional<Job> find(JobId id) {
    return setup.journal().find(id);
  }

  @Override
  public JobPage list(JobQuery query) {
    return setup.journal().list(query);
  }

  @Override
  public Optional<Cancellation> cancel(JobId id, String reason) {
    Optional<Job> job = find(id);
    if (job.isPresent() && !job.get().status().isFinal() && cancelling.add(id)) {
      loop.post(
          Lane.COMMANDS,
          () -> {
            cancelling.remove(id);
            house.handle(id, new AuctionEvent.CancelRequested(reason));
          });
    }
    return job.map(found -> new Cancellation(found, found.status().isFinal()));
  }

  @Override
  public Optional<Content> result(JobId id) {
    return setup.journal().result(id);
  }

  @Override
  public List<JobEvent> history(JobId id) {
    return setup.journal().history(id);
  }

  @Override
  public Watch watch(JobId id, Consumer<JobEvent> consumer) {
    return watches.add(id, consumer);
  }

  @Override
  public Optional<Job> await(JobId id, Duration limit) throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    Consumer<JobEvent> consumer =
        event -> {
          if (event instanceof JobEvent.Concluded) {
            over.countDown();
          }
        };
    try (Watch _ = watch(id, consumer)) {
      Optional<Job> job = find(id);
      if (job.isPresent()
          && !job.get().status().isFinal()
          && over.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        return find(id);
      }
      return job.isPresent() ? find(id) : job;
    }
  }

  @Override
  public WorkCatalog catalog() {
    return setup.catalog();
  }

  @Override
  public List<KnownPeer> workers() {
    return directory.all(clock.instant());
  }

  @Override
  public NetworkView network() {
    return setup.network().view();
  }

  @Override
  public OutcomePage outcomes(OutcomeQuery query) {
    return outcomes.page(query);
  }

  /** Where this peer stands now, for gauges. Cheap, and safe for use by many threads. */
  public CoordinationSnapshot snapshot() {
    Load load = bench.load();
    return new CoordinationSnapshot(
        queue.active(),
        setup.bounds().queue().activeMax(),
        queue.waiting(),
        load.reserved(),
        load.running(),
        ownTypes.isEmpty() ? 0 : load.slots(),
        loop.waiting(),
        directory.size(),
        outcomes.size(),
        watches.count(),
        listener.failures());
  }

  /**
   * Stops the peer: no new jobs, no new bids, then a wait for what is under way, up to the drain
   * limit, then the end. Closing twice is harmless.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    admissions.stop();
    loop.post(Lane.COMMANDS, () -> bench.handle(new WorkerEvent.DrainRequested()));
    boolean interrupted = !awaitIdleness();
    setup.network().close();
    setup.runner().close();
    try {
      loop.stop(STOP_LIMIT);
    } catch (InterruptedException again) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** False if the wait was interrupted. */
  private boolean awaitIdleness() {
    try {
      if (!idle.await(setup.bounds().drainLimit().toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn(
            "peer {} stops with {} jobs and {} runs under way",
            setup.network().self(),
            queue.size(),
            bench.load().running());
      }
      return true;
    } catch (InterruptedException interrupted) {
      return false;
    }
  }

  private void admitted(JobEvent.Submitted submitted) {
    command(
        () -> {
          house.admit(submitted);
          queue.await(submitted.job());
          turns.take();
        });
  }

  /** Has something run on the loop thread; dropped once the loop is stopped. */
  private void command(Runnable entry) {
    loop.post(Lane.COMMANDS, entry);
  }

  private void jobOver(JobSpec spec) {
    admissions.over(spec.id());
    turns.take();
  }

  private void noteIdleness() {
    if (closing.get() && queue.size() == 0 && bench.isDrained()) {
      idle.countDown();
    }
  }

  private Announcement announcement() {
    @Nullable Load load = ownTypes.isEmpty() ? null : bench.load();
    return new Announcement(setup.network().self(), new TreeSet<>(ownTypes), load, setup.version());
  }

  private void announce(Announcement announcement) {
    directory.heard(announcement, clock.instant());
    setup.network().announce(announcement);
  }
}
