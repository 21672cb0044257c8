package io.grapevine.coordination;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which every auction and the worker's desk of a peer live. Takes entries from
 * the mailbox and calls what is {@link Timed} when its time has come. Nothing that runs here ends
 * the thread.
 */
final class CoordinationLoop {
  private static final Logger LOG = LoggerFactory.getLogger(CoordinationLoop.class);

  /** Longest sleep, so that an odd clock cannot stop time for good. */
  private static final Duration SLEEP_MAX = Duration.ofSeconds(1);

  private final Mailbox mailbox;
  private final InstantSource clock;
  private final CoordinationListener listener;
  private final List<Timed> timed = new ArrayList<>();
  private final Thread thread;
  private Runnable afterEach = () -> {};

  /**
   * @param name of the thread
   * @param capacity of the mailbox, per lane
   * @param listener told of what an entry threw
   */
  CoordinationLoop(String name, int capacity, InstantSource clock, CoordinationListener listener) {
    this.mailbox = new Mailbox(capacity);
    this.clock = clock;
    this.listener = listener;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  /** Adds something to be called at its time; before the start only. */
  void add(Timed something) {
    timed.add(something);
  }

  /** Calls something after each entry and each deadline; before the start only. */
  void afterEach(Runnable something) {
    afterEach = something;
  }

  void start() {
    thread.start();
  }

  /** Has an entry run on the loop thread; false if its lane is full or the loop is stopped. */
  boolean post(Lane lane, Runnable entry) {
    return mailbox.offer(lane, entry);
  }

  /** Entries that wait. */
  int waiting() {
    return mailbox.size();
  }

  /**
   * @throws IllegalStateException if the caller is on another thread
   */
  void requireOwnThread() {
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException(
          "only " + thread.getName() + " may do this, not " + Thread.currentThread().getName());
    }
  }

  /** Runs what waits, takes nothing new, and ends the thread. */
  void stop(Duration limit) throws InterruptedException {
    mailbox.close();
    if (Thread.currentThread() != thread && !thread.join(limit)) {
      LOG.warn("{} does not end within {}; it is left behind", thread.getName(), limit);
    }
  }

  private void run() {
    try {
      Runnable entry;
      while ((entry = mailbox.take(sleepNanos())) != null || !mailbox.isClosed()) {
        if (entry != null) {
          guarded(entry);
        }
        callWhatIsDue();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void callWhatIsDue() {
    Instant now = clock.instant();
    for (Timed something : timed) {
      if (something.nextDeadline().filter(at -> !at.isAfter(now)).isPresent()) {
        guarded(() -> something.deadlineReached(now));
      }
    }
  }

  private long sleepNanos() {
    Instant earliest = earliest();
    if (earliest == null) {
      return SLEEP_MAX.toNanos();
    }
    Duration left = Duration.between(clock.instant(), earliest);
    return left.compareTo(SLEEP_MAX) > 0 ? SLEEP_MAX.toNanos() : Math.max(0, left.toNanos());
  }

  private @Nullable Instant earliest() {
    Instant earliest = null;
    for (Timed something : timed) {
      Optional<Instant> next = something.nextDeadline();
      if (next.isPresent() && (earliest == null || next.get().isBefore(earliest))) {
        earliest = next.get();
      }
    }
    return earliest;
  }

  private void guarded(Runnable entry) {
    try {
      entry.run();
      afterEach.run();
    } catch (RuntimeException fault) {
      LOG.error("an entry of {} failed; the loop goes on", thread.getName(), fault);
      listener.invariantBroken("an entry of the loop failed: " + fault);
    }
  }
}
