package io.grapevine.network;

import io.grapevine.coordination.MonotonicClock;
import io.grapevine.coordination.NetworkView;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.identity.PeerRecord;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.network.introduction.Acquaintances;
import io.grapevine.network.introduction.AddressScope;
import io.grapevine.network.introduction.Introduction;
import io.grapevine.network.introduction.IntroductionConfig;
import io.grapevine.network.introduction.Surroundings;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dials peers that announce themselves, as far as {@link Acquaintances} wants them, on threads of
 * its own. Safe for use by many threads.
 */
final class Introducer {
  /** Types of offers that are wanted beside the configured ones. */
  static final int ASKED_MAX = 64;

  private static final Logger LOG = LoggerFactory.getLogger(Introducer.class);

  /** How long workers of a type are wanted after an offer of it. */
  private static final Duration ASKED_LIFE = Duration.ofMinutes(2);

  private static final Duration DIAL_LIMIT = Duration.ofSeconds(10);
  private static final Duration ADDRESS_LIFE = Duration.ofMinutes(10);

  /** Longest pause between two looks, whatever happens. */
  private static final Duration TURN_MAX = Duration.ofSeconds(2);

  /** Shortest pause, so that a crowd of announcements cannot keep a core busy. */
  private static final Duration TURN_MIN = Duration.ofMillis(200);

  private final PeerNetwork network;
  private final IntroductionConfig config;
  private final Set<WorkType> ownTypes;
  private final NetworkObserver observer;
  private final Acquaintances acquaintances;
  private final InstantSource clock = new MonotonicClock();
  private final Map<WorkType, Instant> asked = new ConcurrentHashMap<>();
  private final Set<Thread> dials = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean dirty;
  private boolean closed;

  Introducer(
      PeerNetwork network,
      IntroductionConfig config,
      Set<WorkType> ownTypes,
      NetworkObserver observer) {
    this.network = network;
    this.config = config;
    this.ownTypes = Set.copyOf(ownTypes);
    this.observer = observer;
    this.acquaintances = new Acquaintances(network.self(), config, new SecureRandom());
  }

  void start() {
    if (config.enabled()) {
      Thread.ofVirtual()
          .name("grapevine-introducer-" + network.self().toShortString())
          .start(this::run);
    }
  }

  /** A peer announced itself, and perhaps where it is. */
  void heard(HeardAnnouncement heard) {
    PeerRecord origin = heard.origin();
    if (origin == null || !config.enabled()) {
      return;
    }
    Introduction said =
        new Introduction(
            origin.peerId(),
            heard.announcement().workTypes(),
            origin.sequence(),
            AddressScope.of(network.addresses()).admitted(origin.addresses()));
    change(() -> acquaintances.heard(said, clock.instant()));
  }

  /** An offer of this type is made, so those who do it are wanted for a while. */
  void asked(WorkType type) {
    if (asked.size() < ASKED_MAX || asked.containsKey(type)) {
      Instant now = clock.instant();
      Instant before = asked.put(type, now);
      if (before == null) {
        change(() -> true);
      }
    }
  }

  /**
   * Has the network know where a peer is that announced itself, before a stream is opened there.
   */
  void recall(PeerId peer) {
    Optional<Introduction> said;
    lock.lock();
    try {
      said = acquaintances.find(peer);
    } finally {
      lock.unlock();
    }
    said.ifPresent(
        known ->
            network.remember(
                new PeerRecord(peer, known.sequence(), known.addresses()), ADDRESS_LIFE));
  }

  /** Dials no more, and ends the dials that are under way. */
  void close() {
    change(
        () -> {
          closed = true;
          return true;
        });
    dials.forEach(Thread::interrupt);
  }

  private void run() {
    try {
      while (turn()) {
        TimeUnit.MILLISECONDS.sleep(TURN_MIN.toMillis());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean turn() throws InterruptedException {
    Optional<Surroundings> around = lookAround();
    lock.lockInterruptibly();
    try {
      if (closed) {
        return false;
      }
      dirty = false;
      around.ifPresent(seen -> acquaintances.due(seen, clock.instant()).forEach(this::dialSoon));
      long nanos = TURN_MAX.toNanos();
      while (!dirty && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private Optional<Surroundings> lookAround() {
    Instant oldest = clock.instant().minus(ASKED_LIFE);
    asked.values().removeIf(oldest::isAfter);
    try {
      Map<PeerId, Boolean> outbound = new LinkedHashMap<>();
      for (NetworkView.Connection connection : network.view().connections()) {
        outbound.merge(connection.peerId(), connection.outbound(), Boolean::logicalOr);
      }
      SortedMap<WorkType, Set<PeerId>> subscribers = new TreeMap<>();
      for (Set<WorkType> types : List.of(ownTypes, config.types(), asked.keySet())) {
        for (WorkType type : types) {
          subscribers.computeIfAbsent(type, one -> network.subscribers(Topics.offers(one)));
        }
      }
      return Optional.of(new Surroundings(outbound, subscribers));
    } catch (RuntimeException closing) {
      LOG.debug("the network does not tell how this peer is connected", closing);
      return Optional.empty();
    }
  }

  private void dialSoon(Introduction wanted) {
    Thread thread = Thread.ofVirtual().name("grapevine-introduction").unstarted(() -> dial(wanted));
    dials.add(thread);
    thread.start();
  }

  private void dial(Introduction wanted) {
    try {
      network.connect(wanted.peer(), wanted.addresses(), DIAL_LIMIT);
      LOG.info("Reached peer {} at {}, which announced itself", wanted.peer(), wanted.addresses());
      ended(wanted, true);
    } catch (IOException unreachable) {
      LOG.debug("peer {}, which announced itself, was not reached", wanted.peer(), unreachable);
      ended(wanted, false);
    } catch (RuntimeException broken) {
      LOG.warn("The dial of peer {}, which announced itself, broke", wanted.peer(), broken);
      ended(wanted, false);
    } finally {
      dials.remove(Thread.currentThread());
    }
  }

  private void ended(Introduction wanted, boolean reached) {
    observer.introduced(reached);
    change(
        () -> {
          if (reached) {
            acquaintances.reached(wanted, clock.instant());
          } else {
            acquaintances.failed(wanted, clock.instant());
          }
          return true;
        });
  }

  /** Something that may lead to a dial. */
  @FunctionalInterface
  private interface Change {
    boolean make();
  }

  private void change(Change change) {
    lock.lock();
    try {
      if (change.make()) {
        dirty = true;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }
}
