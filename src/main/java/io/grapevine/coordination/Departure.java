package io.grapevine.coordination;

import io.grapevine.worker.WorkerEvent;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the work of a peer to a good end before it stops. Nothing new is taken in, offered or bid
 * for; what runs has until the drain limit. What is not done by then is handed over: jobs stay in
 * the journal for whoever takes them up, and their workers go on; requesters of runs here are told
 * to turn to others at once. Jobs in a journal that ends with the process are solicited for until
 * the limit, and called off then.
 */
final class Departure {
  private static final Logger LOG = LoggerFactory.getLogger(Departure.class);

  /** Longest wait for what is handed over to be written and told. */
  private static final Duration HAND_OVER_LIMIT = Duration.ofSeconds(2);

  private final PeerSetup setup;
  private final CoordinationLoop loop;
  private final AuctionFloor floor;
  private final WorkBench bench;
  private final JobQueue queue;
  private final JobChronicle chronicle;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CountDownLatch idle = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Set<CountDownLatch> waits = ConcurrentHashMap.newKeySet();

  Departure(
      PeerSetup setup,
      CoordinationLoop loop,
      AuctionFloor floor,
      WorkBench bench,
      JobQueue queue,
      JobChronicle chronicle) {
    this.setup = setup;
    this.loop = loop;
    this.floor = floor;
    this.bench = bench;
    this.queue = queue;
    this.chronicle = chronicle;
  }

  /** Ends the work, once; whoever calls meanwhile waits for it too. */
  void drain() throws InterruptedException {
    if (!begun.compareAndSet(false, true)) {
      finished.await(limit().plus(HAND_OVER_LIMIT).toNanos(), TimeUnit.NANOSECONDS);
      return;
    }
    try {
      loop.post(Lane.COMMANDS, this::startDraining);
      if (!idle.await(limit().toNanos(), TimeUnit.NANOSECONDS)) {
        handOver();
      }
    } finally {
      finished.countDown();
      waits.forEach(CountDownLatch::countDown);
    }
  }

  /** Waits for something, but not beyond the end of the work; false if it took too long. */
  boolean awaitUnlessOver(CountDownLatch something, Duration limit) throws InterruptedException {
    waits.add(something);
    try {
      return finished.getCount() == 0 || something.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      waits.remove(something);
    }
  }

  /** To be called on the loop thread after everything that happens there. */
  void noteIdleness() {
    if (begun.get() && queue.size() == 0 && chronicle.unwritten() == 0 && bench.isDrained()) {
      idle.countDown();
    }
  }

  private void startDraining() {
    bench.handle(new WorkerEvent.DrainRequested());
    if (setup.journal().isDurable()) {
      floor.leaveWithoutWorkers();
    }
  }

  private void handOver() throws InterruptedException {
    LOG.warn(
        "peer {} stops with {} jobs and {} runs under way; they are handed over",
        setup.network().self(),
        queue.size(),
        bench.load().running());
    loop.post(
        Lane.COMMANDS,
        () -> {
          bench.handle(new WorkerEvent.HandBackRequested());
          if (!setup.journal().isDurable()) {
            floor.callOffAll("The peer that had this job was stopped, and keeps none beyond that.");
          }
        });
    CountDownLatch told = new CountDownLatch(1);
    loop.post(Lane.COMMANDS, told::countDown);
    told.await(HAND_OVER_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
  }

  private Duration limit() {
    return setup.bounds().drainLimit();
  }
}
