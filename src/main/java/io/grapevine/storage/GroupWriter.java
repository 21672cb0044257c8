package io.grapevine.storage;

import io.grapevine.storage.Dialect.Trouble;
import io.grapevine.storage.WriteQueue.Waiting;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out writes, many in one transaction: while one group is being committed, the next one
 * gathers. A single write therefore waits for nobody, and a crowd shares the price of a commit;
 * where there is a crowd, it pays to wait a moment for it. What holds nothing up costs no commit of
 * its own while there are others.
 *
 * <p>If a group fails because of one write, each of its writes gets a transaction of its own, so
 * that only that one fails. If the connection breaks, the whole group is tried again on another one
 * for a while, for nobody knows whether it was committed. Futures are completed on the writer's
 * thread, in the order of submission: what hangs on them must be short.
 */
public final class GroupWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupWriter.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
  private static final long FIRST_PAUSE_MILLIS = 20;
  private static final long LONGEST_PAUSE_MILLIS = 500;

  /** What new work may fill of the queue; the rest is for work that is under way. */
  private static final double SHARE_OF_NEW_WORK = 0.5;

  private final StoreSite site;
  private final Connector connector;
  private final Duration patience;
  private final WriteQueue queue;
  private final Thread thread;
  private final LongAdder groups = new LongAdder();
  private final LongAdder writes = new LongAdder();
  private final LongAdder commitNanos = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final AtomicReference<@Nullable String> trouble = new AtomicReference<>();

  /** Of the writer's thread, as are those below. */
  private final WriterLog log;

  private @Nullable Connection connection;
  private @Nullable Rows rows;

  GroupWriter(StoreSite site, Connector connector, DatabaseConfig config) {
    this.site = site;
    this.log = new WriterLog(site.name());
    this.connector = connector;
    this.patience = config.patience();
    this.queue = new WriteQueue(config.queueMax(), config.queueBytesMax());
    this.thread = Thread.ofPlatform().name("store-writer").daemon().start(this::run);
  }

  /**
   * Hands over a write that belongs to work under way.
   *
   * @return done when the write is durable; fails with {@link StoreException} if it is not, or with
   *     what the write itself threw
   */
  public CompletableFuture<Void> submit(Write write) {
    return submit(write, 1, true);
  }

  /**
   * Hands over a write that belongs to work under way and holds nothing up: it goes with the next
   * one that does, or by itself after a few milliseconds.
   */
  public CompletableFuture<Void> submitBehind(Write write) {
    return submit(write, 1, false);
  }

  /** Hands over a write that begins new work, which finds less room than work that is under way. */
  public CompletableFuture<Void> submitNew(Write write) {
    return submit(write, SHARE_OF_NEW_WORK, true);
  }

  private CompletableFuture<Void> submit(Write write, double share, boolean isAwaited) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (!queue.offer(new Waiting(write, write.size(), isAwaited, done), share)) {
      failed.increment();
      done.completeExceptionally(
          new StoreException(
              queue.isClosed()
                  ? "the store is closed"
                  : "the store cannot keep up: too many writes wait for it"));
    }
    return done;
  }

  /** What it has done, and how it is. */
  public WriterFigures figures() {
    return new WriterFigures(
        groups.sum(), writes.sum(), commitNanos.sum(), failed.sum(), queue.size(), trouble.get());
  }

  private void run() {
    try {
      List<Waiting> group = queue.next(false);
      while (!group.isEmpty()) {
        carryOut(group);
        group = queue.next(group.size() >= WriteQueue.CROWD);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      disconnect();
    }
  }

  private void carryOut(List<Waiting> group) throws InterruptedException {
    long begin = System.nanoTime();
    try {
      commitPatiently(group);
    } catch (SQLException | RuntimeException spoilt) {
      if (group.size() > 1 && isOfOneWrite(spoilt)) {
        for (Waiting waiting : group) {
          carryOut(List.of(waiting));
        }
      } else {
        fail(group, spoilt);
      }
      return;
    }
    groups.increment();
    commitNanos.add(System.nanoTime() - begin);
    writes.add(group.size());
    trouble.set(null);
    String line = log.written(System.nanoTime());
    if (line != null) {
      LOG.info(line);
    }
    for (Waiting waiting : group) {
      waiting.done().complete(null);
    }
  }

  /** Tries a group again as long as its failure may pass and there is time. */
  private void commitPatiently(List<Waiting> group) throws SQLException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      try {
        commit(group);
        return;
      } catch (SQLException broken) {
        rollBack();
        Trouble kind = site.dialect().trouble(broken);
        if (kind == Trouble.AWAY) {
          disconnect();
        }
        boolean mayPass = kind == Trouble.AWAY || kind == Trouble.PASSING;
        if (!mayPass || System.nanoTime() - end >= 0 || trouble.get() != null) {
          throw broken;
        }
        TimeUnit.MILLISECONDS.sleep(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      } catch (RuntimeException unwilling) {
        rollBack();
        throw unwilling;
      }
    }
  }

  private void commit(List<Waiting> group) throws SQLException {
    Connection current = connected();
    Rows target = rows;
    if (target == null) {
      target = new Rows(current);
      rows = target;
    }
    for (Waiting waiting : group) {
      waiting.write().into(target);
    }
    target.send();
    current.commit();
    target.clear();
  }

  private Connection connected() throws SQLException {
    Connection current = connection;
    if (current == null) {
      current = connector.connect();
      current.setAutoCommit(false);
      connection = current;
    }
    return current;
  }

  private void rollBack() {
    try {
      if (rows != null) {
        rows.clear();
      }
      if (connection != null) {
        connection.rollback();
      }
    } catch (SQLException gone) {
      LOG.debug("A connection could not be rolled back and is given up", gone);
      disconnect();
    }
  }

  private void disconnect() {
    Connection old = connection;
    connection = null;
    rows = null;
    if (old != null) {
      try {
        old.close();
      } catch (SQLException gone) {
        LOG.debug("A connection that is given up could not be closed", gone);
      }
    }
  }

  private boolean isOfOneWrite(Exception failure) {
    return !(failure instanceof SQLException refused)
        || site.dialect().trouble(refused) == Trouble.REFUSED
        || site.dialect().trouble(refused) == Trouble.FULL;
  }

  private void fail(List<Waiting> group, Exception failure) {
    failed.add(group.size());
    RuntimeException told = told(failure, group.size());
    for (Waiting waiting : group) {
      waiting.done().completeExceptionally(told);
    }
  }

  private RuntimeException told(Exception failure, int size) {
    if (!(failure instanceof SQLException broken)) {
      return failure instanceof RuntimeException own ? own : new IllegalStateException(failure);
    }
    String sentence = site.sentence(broken);
    if (site.dialect().trouble(broken) != Trouble.REFUSED) {
      trouble.set(sentence);
      String line = log.failed(size, sentence, System.nanoTime());
      if (line != null) {
        LOG.error(line);
      }
    }
    return new StoreException(sentence, broken);
  }

  /** Carries out what was handed over, up to a limit, and stops. */
  @Override
  public void close() {
    queue.close();
    try {
      if (!thread.join(CLOSE_LIMIT)) {
        thread.interrupt();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
