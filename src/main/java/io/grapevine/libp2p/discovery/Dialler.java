package io.grapevine.libp2p.discovery;

import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what the table decides; each dial has a thread of its own, bounded by the table. */
final class Dialler {
  private static final Logger LOG = LoggerFactory.getLogger(Dialler.class);

  /** Longest pause between two looks at the table, whatever it says. */
  private static final Duration TURN_MAX = Duration.ofSeconds(5);

  /** Shortest pause, so that a crowd of candidates cannot keep a core busy. */
  private static final Duration TURN_MIN = Duration.ofMillis(20);

  private final DiscoveryConfig config;
  private final Reach reach;
  private final DialTable table;
  private final InstantSource clock;
  private final Set<Thread> dials = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean dirty;
  private boolean closed;

  Dialler(DiscoveryConfig config, Reach reach, DialTable table, InstantSource clock) {
    this.config = config;
    this.reach = reach;
    this.table = table;
    this.clock = clock;
  }

  void offer(Candidate candidate) {
    change(() -> table.offer(candidate, clock.instant()));
  }

  void lost(PeerId peer) {
    change(() -> table.lost(peer, clock.instant()));
  }

  /** Ends the loop and the dials that are under way. */
  void close() {
    change(() -> closed = true);
    dials.forEach(Thread::interrupt);
  }

  /** Turns until it is closed or interrupted. */
  void run() {
    try {
      while (turn()) {
        TimeUnit.MILLISECONDS.sleep(TURN_MIN.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Closed.
    }
  }

  private boolean turn() throws InterruptedException {
    Contacts contacts = reach.contacts();
    List<Candidate> known =
        contacts.peers().size() < config.connectionsTarget() ? reach.known() : List.of();
    lock.lockInterruptibly();
    try {
      if (closed) {
        return false;
      }
      dirty = false;
      Instant now = clock.instant();
      known.forEach(candidate -> table.offer(candidate, now));
      table.due(contacts, now).forEach(this::start);
      awaitChange(contacts, now);
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void awaitChange(Contacts contacts, Instant now) throws InterruptedException {
    Duration pause =
        table.nextDue(contacts, now).map(due -> Duration.between(now, due)).orElse(TURN_MAX);
    long nanos = Math.min(pause.toNanos(), TURN_MAX.toNanos());
    while (!dirty && !closed && nanos > 0) {
      nanos = changed.awaitNanos(nanos);
    }
  }

  private void start(Dial dial) {
    Thread thread = Thread.ofVirtual().name("discovery-dial-one").unstarted(() -> carryOut(dial));
    dials.add(thread);
    thread.start();
  }

  private void carryOut(Dial dial) {
    try {
      PeerId who = reach.dial(dial, config.dialLimit());
      if (!who.equals(reach.self())) {
        LOG.info("Reached peer {} at {}", who, dial.addresses());
      }
      change(() -> table.succeeded(dial.target(), who, clock.instant()));
    } catch (IOException e) {
      change(() -> failed(dial, e));
    } catch (RuntimeException e) {
      LOG.error("A dial of {} broke", dial.addresses(), e);
      change(() -> table.failed(dial.target(), clock.instant()));
    } finally {
      dials.remove(Thread.currentThread());
    }
  }

  private void failed(Dial dial, IOException cause) {
    int failures = table.failed(dial.target(), clock.instant());
    if (failures == 1) {
      LOG.info("{} not reached, will try again: {}", describe(dial), cause.getMessage());
    } else {
      LOG.debug("{} not reached at attempt {}", describe(dial), failures, cause);
    }
  }

  private static String describe(Dial dial) {
    return switch (dial.target()) {
      case Target.ToAddress(Multiaddr address) -> "Address " + address;
      case Target.ToPeer(PeerId peer) -> "Peer " + peer + " at " + dial.addresses();
    };
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      dirty = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
