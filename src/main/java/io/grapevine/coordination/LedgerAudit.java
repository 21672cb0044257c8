package io.grapevine.coordination;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the receipts in a ledger looked at, a few at a time, on a thread of its own. That costs a
 * check of a signature for each job of others, so it waits while outcomes come fast, unless so many
 * wait that they would have to be dropped uncounted, or somebody ranks workers by their work.
 */
final class LedgerAudit implements AutoCloseable {
  /** Entries that are looked at in one go. */
  static final int TOGETHER = 64;

  /** More outcomes than that in a second, and the audit waits. */
  static final int BUSY_PER_SECOND = 100;

  /** Of the time on a core, the audit takes one part in so many. */
  private static final int SHARE = 10;

  private static final Duration LULL = Duration.ofMillis(250);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration FAILURE_PAUSE = Duration.ofSeconds(5);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  /** Somebody who ranked workers by their work will do so again. */
  private static final Duration INTEREST = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(LedgerAudit.class);

  private final OutcomeLedger ledger;
  private final RecentWork recentWork;
  private final PeerId self;
  private final long backlogMax;
  private final InstantSource clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private long headBefore;
  private Instant beganSecond;
  private boolean busy;

  /**
   * An audit that has not begun.
   *
   * @param kept entries that the ledger keeps; when a quarter of them waits, the audit does not
   *     rest
   */
  LedgerAudit(
      OutcomeLedger ledger, RecentWork recentWork, PeerId self, long kept, InstantSource clock) {
    this.ledger = ledger;
    this.recentWork = recentWork;
    this.self = self;
    this.backlogMax = Math.max(kept / 4, TOGETHER);
    this.clock = clock;
    this.headBefore = ledger.head().sequence();
    this.beganSecond = clock.instant();
    this.thread =
        Thread.ofPlatform()
            .name("ledger-audit-" + self.toShortString())
            .daemon()
            .unstarted(this::run);
  }

  /** Begins, with what the ledger holds from before as far as it matters now. */
  void start(Consumer<List<LedgerEntry>> audience) {
    OutcomeQuery newest = new OutcomeQuery(Long.MAX_VALUE, OutcomeQuery.LIMIT_MAX);
    List<LedgerEntry> latest = ledger.page(newest).outcomes().reversed();
    recentWork.appended(latest);
    recentWork.audited(latest);
    ledger.tell(
        entries -> {
          recentWork.appended(entries);
          audience.accept(entries);
        });
    thread.start();
  }

  private void run() {
    try {
      Duration pause = LULL;
      while (!closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        pause = patiently();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration patiently() {
    try {
      return step();
    } catch (RuntimeException away) {
      LOG.debug("receipts in the ledger could not be looked at", away);
      return FAILURE_PAUSE;
    }
  }

  /**
   * Looks at some receipts if it is time.
   *
   * @return how long to rest
   */
  Duration step() {
    Instant began = clock.instant();
    watch(began);
    long backlog = ledger.figures().unchecked();
    boolean pressing = backlog >= backlogMax;
    boolean wanted = recentWork.askedAt().isAfter(began.minus(INTEREST));
    if (backlog == 0 || (busy && !pressing && !wanted)) {
      return LULL;
    }
    List<LedgerEntry> looked = ledger.audit(TOGETHER, self);
    recentWork.audited(looked);
    if (looked.isEmpty()) {
      return LULL;
    }
    return pressing
        ? Duration.ZERO
        : Duration.between(began, clock.instant()).multipliedBy(SHARE - 1);
  }

  private void watch(Instant now) {
    Duration passed = Duration.between(beganSecond, now);
    if (passed.compareTo(SECOND) >= 0) {
      long head = ledger.head().sequence();
      busy = head - headBefore > BUSY_PER_SECOND * passed.toMillis() / 1000;
      headBefore = head;
      beganSecond = now;
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      if (!thread.join(CLOSE_LIMIT)) {
        thread.interrupt();
      }
    } catch (InterruptedException again) {
      Thread.currentThread().interrupt();
    }
  }
}
