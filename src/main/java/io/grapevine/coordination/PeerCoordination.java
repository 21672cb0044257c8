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
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One running peer: takes requests in, keeps its loop thread going, and answers what clients want
 * to know. Checks and reads happen on the caller's thread; everything that changes a job happens on
 * the loop thread.
 */
public final class PeerCoordination implements CoordinationService, AutoCloseable {
  /** Longest wait for the loop thread itself to end. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  /** After which work counts half for {@link #workDone}. */
  private static final Duration WORK_HALF_LIFE = Duration.ofMinutes(10);

  private final PeerSetup setup;
  private final InstantSource clock;
  private final GuardedListener listener;
  private final CoordinationLoop loop;
  private final JobChronicle chronicle;
  private final WorkBench bench;
  private final Admissions admissions;
  private final JobQueue queue;
  private final AuctionFloor floor;
  private final JobWatches watches = new JobWatches();
  private final RecentWork recentWork;
  private final LedgerAudit audit;
  private final PeerDirectory directory;
  private final Set<WorkType> ownTypes;
  private final Set<JobId> cancelling = ConcurrentHashMap.newKeySet();
  private final Custody custody;
  private final Departure departure;
  private final AtomicBoolean closing = new AtomicBoolean();

  private PeerCoordination(PeerSetup setup) {
    this.setup = setup;
    this.clock = setup.clock();
    this.listener = new GuardedListener(setup.listener());
    CoordinationConfig bounds = setup.bounds();
    this.queue = new JobQueue(bounds.queue());
    JobNetwork network = setup.network();
    this.recentWork = new RecentWork(network.self(), WORK_HALF_LIFE, WorkTotals.PEERS_MAX, clock);
    setup.ranking().consult(worker -> recentWork.of(worker).toNanos() / 1e9);
    this.audit =
        new LedgerAudit(setup.ledger(), recentWork, network.self(), bounds.outcomesKept(), clock);
    this.directory =
        new PeerDirectory(network.self(), bounds.directorySize(), bounds.directoryTimeToLive());
    this.ownTypes = setup.worker().concurrency().keySet();
    String thread = "grapevine-" + network.self().toShortString();
    this.loop = new CoordinationLoop(thread, bounds.mailboxCapacity(), clock, listener);
    this.chronicle =
        new JobChronicle(
            setup.journal(), watches, listener, this::command, bounds.mailboxCapacity());
    this.bench = new WorkBench(setup, new Census(directory), listener, loop);
    this.admissions = new Admissions(setup, queue, new Intake());
    this.floor =
        new AuctionFloor(
            setup, admissions, queue, chronicle, listener, this::command, this::standStill);
    this.custody = new Custody(setup.journal(), floor, queue, clock, this::command);
    this.departure = new Departure(setup, loop, floor, bench, queue, chronicle);
  }

  /**
   * Starts a peer, and takes up the jobs of it that have no outcome.
   *
   * @throws JournalException if the journal cannot be read
   */
  public static PeerCoordination start(PeerSetup setup) {
    PeerCoordination peer = new PeerCoordination(setup);
    peer.start();
    return peer;
  }

  private void start() {
    loop.afterEach(departure::noteIdleness);
    floor.join(loop);
    loop.add(custody);
    loop.add(bench);
    loop.add(
        new Announcer(
            this::announcement,
            this::announce,
            setup.bounds().announceInterval(),
            clock.instant()));
    LoopEvents events =
        new LoopEvents(loop, floor::tell, bench, setup.ledger(), directory, clock, listener);
    audit.start(events::appended);
    custody.claim();
    bench.recall();
    setup.network().start(ownTypes, events);
    loop.start();
  }

  @Override
  public Submission submit(JobRequest request) {
    Submission answer = answer(request);
    listener.requestAnswered(answer);
    return answer;
  }

  private Submission answer(JobRequest request) {
    if (chronicle.isBehind() || !custody.isClaimed()) {
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
            if (!custody.cancel(id, reason)) {
              floor.tell(id, new AuctionEvent.CancelRequested(reason));
            }
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
          && departure.awaitUnlessOver(over, limit)) {
        return find(id);
      }
      return job.isPresent() ? find(id) : job;
    }
  }

  /** What clients may ask about batches. */
  public BatchService batches() {
    return floor.batches(setup.journal());
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
    return setup.ledger().page(query);
  }

  @Override
  public OutcomeRecords ledger() {
    return setup.ledger();
  }

  /** What workers have done of late, as far as this peer has heard. */
  public WorkDone workDone() {
    return recentWork;
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
        setup.ledger().figures(),
        watches.count(),
        listener.failures());
  }

  /**
   * Takes nothing new in, waits for what is under way up to the drain limit, and hands the rest
   * over. Clients can still ask for their jobs. Draining twice is harmless.
   */
  public void drain() throws InterruptedException {
    admissions.stop();
    departure.drain();
  }

  /** Drains the peer, unless that was done, and stops it. Closing twice is harmless. */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    boolean interrupted = false;
    try {
      drain();
    } catch (InterruptedException now) {
      interrupted = true;
    }
    setup.network().close();
    audit.close();
    setup.runner().close();
    setup.results().close();
    try {
      loop.stop(STOP_LIMIT);
    } catch (InterruptedException again) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Has something run on the loop thread; dropped once the loop is stopped. */
  private void command(Runnable entry) {
    loop.post(Lane.COMMANDS, entry);
  }

  private void standStill(JobSpec spec) {
    custody.standStill(spec);
  }

  private Announcement announcement() {
    @Nullable Load load = ownTypes.isEmpty() ? null : bench.load();
    return new Announcement(setup.network().self(), new TreeSet<>(ownTypes), load, setup.version());
  }

  private void announce(Announcement announcement) {
    directory.heard(announcement, clock.instant());
    setup.network().announce(announcement);
  }

  /** Places what is taken in. */
  private final class Intake implements Admissions.Owner {
    @Override
    public void anticipated(JobEvent.Submitted submitted) {
      floor.anticipate(submitted);
    }

    @Override
    public void admitted(JobEvent.Submitted submitted) {
      listener.jobAdmitted(submitted);
      floor.admit(submitted);
    }

    @Override
    public void turnedAway(JobId job) {
      floor.withdraw(job);
    }

    @Override
    public void doubted(JobId job) {
      command(() -> custody.doubt(job));
    }
  }
}
