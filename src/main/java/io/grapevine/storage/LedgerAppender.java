package io.grapevine.storage;

import io.grapevine.coordination.LedgerChain;
import io.grapevine.coordination.LedgerEntry;
import io.grapevine.coordination.LedgerLink;
import io.grapevine.coordination.ReceiptAudit;
import io.grapevine.coordination.WorkTotals;
import io.grapevine.job.Digest;
import io.grapevine.job.JobId;
import io.grapevine.job.Outcome;
import io.grapevine.job.SignedOutcome;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** The one thread that appends to a ledger and drops from its front. */
final class LedgerAppender {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerAppender.class);

  /** Envelopes that wait. */
  private static final int WAITING_MAX = 8_192;

  /** Envelopes that are written together. */
  private static final int TOGETHER_MAX = 256;

  /** Outcomes that are known without asking the database. */
  private static final int RECENT_MAX = 8_192;

  /** Entries that are dropped together. */
  private static final int BITE = 2_000;

  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final GroupWriter writer;
  private final LedgerQueries queries;
  private final LedgerRows rows;
  private final WorkTotals totals;
  private final AtomicLong audited;
  private final long entriesMax;
  private final BlockingQueue<Heard> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final SequencedMap<Key, Outcome> recent = new LinkedHashMap<>();
  private final LongAdder conflicting = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final Thread thread;
  private volatile Consumer<List<LedgerEntry>> audience = _ -> {};
  private volatile LedgerLink head;
  private volatile LedgerLink checkpoint;
  private volatile boolean closed;

  private record Heard(List<SignedOutcome> outcomes, Instant at) {}

  private record Key(PeerId requester, JobId job) {}

  LedgerAppender(
      GroupWriter writer,
      LedgerQueries queries,
      LedgerRows rows,
      WorkTotals totals,
      AtomicLong audited,
      long entriesMax) {
    this.writer = writer;
    this.queries = queries;
    this.rows = rows;
    this.totals = totals;
    this.audited = audited;
    this.entriesMax = entriesMax;
    this.checkpoint = queries.checkpoint().orElse(LedgerLink.START);
    this.head = queries.head().orElse(checkpoint);
    this.thread = Thread.ofPlatform().name("ledger-appender").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void tell(Consumer<List<LedgerEntry>> toBeTold) {
    audience = toBeTold;
  }

  void add(List<SignedOutcome> outcomes, Instant at) {
    if (closed || isStuffed() || !waiting.offer(new Heard(outcomes, at))) {
      dropped.add(outcomes.size());
    }
  }

  LedgerLink head() {
    return head;
  }

  LedgerLink checkpoint() {
    return checkpoint;
  }

  long conflicting() {
    return conflicting.sum();
  }

  long dropped() {
    return dropped.sum();
  }

  /** Lets the thread write what waits, for a while. */
  void close() {
    closed = true;
    try {
      if (!thread.join(CLOSE_LIMIT)) {
        thread.interrupt();
        LOG.warn("{} envelopes of outcomes were not written", waiting.size());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Heard> together = new ArrayList<>();
    try {
      while (!closed || !waiting.isEmpty()) {
        Heard next = waiting.poll(PAUSE.toMillis() / 10, TimeUnit.MILLISECONDS);
        if (next != null) {
          together.add(next);
          waiting.drainTo(together, TOGETHER_MAX - 1);
          append(together);
          together.clear();
          trim();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void append(List<Heard> together) throws InterruptedException {
    List<LedgerEntry> entries = patiently(() -> link(together));
    if (entries.isEmpty()) {
      return;
    }
    Write write = rows.append(entries);
    patiently(
        () -> {
          writer.submitBehind(write).join();
          return entries;
        });
    head = new LedgerLink(entries.getLast().sequence(), entries.getLast().hash());
    conflicting.add(entries.stream().filter(LedgerEntry::conflicting).count());
    entries.forEach(this::remember);
    audience.accept(entries);
  }

  /** Drops what is too much, whole envelopes at a time, and nothing that is yet to be counted. */
  private void trim() throws InterruptedException {
    long kept = head.sequence() - checkpoint.sequence();
    if (kept <= entriesMax + entriesMax / 8) {
      return;
    }
    long surplus = Math.min(head.sequence() - entriesMax, checkpoint.sequence() + BITE);
    long cut = Math.min(surplus, audited.get());
    Optional<LedgerLink> last =
        cut <= checkpoint.sequence()
            ? Optional.empty()
            : patiently(() -> queries.link(queries.beginning(cut + 1) - 1));
    if (last.isPresent() && last.get().sequence() > checkpoint.sequence()) {
      drop(last.get());
    }
  }

  private void drop(LedgerLink last) throws InterruptedException {
    long first = checkpoint.sequence() + 1;
    int count = (int) (last.sequence() - checkpoint.sequence());
    Map<PeerId, JobId> horizons = new LinkedHashMap<>();
    for (LedgerEntry entry : patiently(() -> queries.range(first, count))) {
      Outcome outcome = entry.signed().outcome();
      totals.dropped(outcome.requester(), outcome.job());
      totals
          .horizon(outcome.requester())
          .ifPresent(youngest -> horizons.put(outcome.requester(), youngest));
    }
    patiently(
        () -> {
          writer.submit(rows.drop(last, horizons)).join();
          return last;
        });
    checkpoint = last;
  }

  /** Whether so much waits for an audit that nothing more is taken. */
  private boolean isStuffed() {
    return head.sequence() - checkpoint.sequence() >= 2 * Math.max(entriesMax, BITE);
  }

  private List<LedgerEntry> link(List<Heard> together) {
    List<LedgerEntry> entries = new ArrayList<>();
    Map<Key, Outcome> fresh = new LinkedHashMap<>();
    LedgerLink last = head;
    for (Heard heard : together) {
      Digest envelope = Digest.of(heard.outcomes().getFirst().envelope().array());
      for (SignedOutcome signed : heard.outcomes()) {
        Outcome outcome = signed.outcome();
        Key key = new Key(outcome.requester(), outcome.job());
        Optional<Outcome> earlier = Optional.ofNullable(fresh.get(key)).or(() -> known(key));
        if (earlier.isPresent() && earlier.get().equals(outcome)) {
          continue;
        }
        if (earlier.isEmpty()) {
          fresh.put(key, outcome);
        }
        long sequence = last.sequence() + 1;
        Digest hash = LedgerChain.hash(last.hash(), sequence, signed.place(), envelope);
        entries.add(
            new LedgerEntry(
                sequence,
                last.hash(),
                hash,
                heard.at(),
                signed,
                earlier.isPresent(),
                ReceiptAudit.unseen(outcome)));
        last = new LedgerLink(sequence, hash);
      }
    }
    return entries;
  }

  private Optional<Outcome> known(Key key) {
    Outcome lately = recent.get(key);
    return lately != null
        ? Optional.of(lately)
        : queries.find(key.requester(), key.job()).map(entry -> entry.signed().outcome());
  }

  private void remember(LedgerEntry entry) {
    Outcome outcome = entry.signed().outcome();
    if (!entry.conflicting()) {
      recent.putLast(new Key(outcome.requester(), outcome.job()), outcome);
      if (recent.size() > RECENT_MAX) {
        recent.pollFirstEntry();
      }
    }
  }

  /** Something that the database is asked to do. */
  @FunctionalInterface
  private interface Step<T> {
    T take();
  }

  /** Tries a step until it succeeds: only what was appended before may come before. */
  private <T> T patiently(Step<T> step) throws InterruptedException {
    boolean complained = false;
    while (true) {
      try {
        return step.take();
      } catch (DataAccessException | CompletionException away) {
        if (!complained) {
          LOG.warn(
              "The ledger cannot be written; it is tried again until it can: {}",
              StoreSite.reason(away));
          LOG.debug("What the ledger could not write", away);
          complained = true;
        }
        Thread.sleep(PAUSE);
      }
    }
  }
}
