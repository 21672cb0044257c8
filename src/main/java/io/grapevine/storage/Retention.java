package io.grapevine.storage;

import io.grapevine.job.JobId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Removes finished jobs that are too old or too many, a few at a time, so that nobody who writes
 * waits long. Unfinished jobs stay. A batch and its shares go together: a share counts as a job,
 * but stays as long as its batch, since what it delivered is read through the batch. Several
 * requesters on one database may do so at once: each removes what its own bounds do not allow,
 * whosever it is.
 */
final class Retention implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final Duration WRITE_LIMIT = Duration.ofSeconds(60);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  /** Jobs that go in one transaction. */
  static final int BITE = 100;

  /** Free pages below which a file keeps them for what comes. */
  private static final int FREE_PAGES_KEPT = 2_500;

  private static final int PAGES_PER_BITE = 500;

  private final Database database;
  private final JdbcClient reads;
  private final JournalConfig config;
  private final InstantSource clock;
  private final Consumer<JobId> forgotten;
  private volatile @Nullable Thread thread;
  private volatile boolean closed;

  /**
   * @param forgotten told of each job that is gone
   */
  Retention(
      Database database, JournalConfig config, InstantSource clock, Consumer<JobId> forgotten) {
    this.database = database;
    this.reads = database.reads();
    this.config = config;
    this.clock = clock;
    this.forgotten = forgotten;
  }

  void start() {
    thread = Thread.ofPlatform().name("store-retention").daemon().start(this::run);
  }

  private void run() {
    boolean tidy = false;
    while (!closed) {
      try {
        if (!tidy) {
          removeOrphans();
          tidy = true;
        }
        apply();
      } catch (DataAccessException | CompletionException unreachable) {
        LOG.debug("Old jobs could not be removed; they are looked at again later", unreachable);
      }
      pause();
    }
  }

  /** Removes everything that is beyond the bounds now. */
  void apply() {
    long oldest = Columns.nanos(clock.instant().minus(config.keptFor()));
    while (!closed && remove(oldest, BITE).jobs() > 0) {
      LOG.trace("More jobs are too old");
    }
    Stock stock = stock();
    while (!closed && (stock.jobs() > config.keptMax() || stock.bytes() > config.keptBytesMax())) {
      long tooMany = Math.max(1, stock.jobs() - config.keptMax());
      Stock removed = remove(Long.MAX_VALUE, (int) Math.min(BITE, tooMany));
      if (removed.jobs() == 0) {
        return;
      }
      stock = new Stock(stock.jobs() - removed.jobs(), stock.bytes() - removed.bytes());
    }
    giveRoomBack();
  }

  private Stock stock() {
    return reads
        .sql("SELECT count(*), coalesce(sum(content_size), 0) FROM jobs WHERE outcome IS NOT NULL")
        .query((row, number) -> new Stock(row.getLong(1), row.getLong(2)))
        .single();
  }

  /** Removes those that finished first with their shares, and tells how much that was. */
  private Stock remove(long finishedBefore, int most) {
    List<Victim> victims =
        reads
            .sql(
                "SELECT id, content_size, batch FROM jobs WHERE outcome IS NOT NULL"
                    + " AND finished_at < ? AND (batch IS NULL OR batch = id)"
                    + " ORDER BY finished_at LIMIT ?")
            .params(finishedBefore, most)
            .query(Retention::victim)
            .list();
    Stock removed = delete(victims);
    for (Victim victim : victims) {
      if (victim.isBatch()) {
        removed = removed.plus(removeShares(Columns.id(victim.job())));
      }
    }
    return removed;
  }

  /** Removes the shares of a batch that is gone. */
  private Stock removeShares(byte[] batch) {
    Stock removed = new Stock(0, 0);
    List<Victim> shares;
    do {
      shares =
          reads
              .sql(
                  "SELECT id, content_size, batch FROM jobs WHERE batch = ? AND outcome IS NOT NULL"
                      + " LIMIT ?")
              .params(batch, BITE)
              .query(Retention::victim)
              .list();
      removed = removed.plus(delete(shares));
    } while (!closed && shares.size() == BITE);
    return removed;
  }

  /** A process that was killed may have removed a batch and not all of its shares. */
  void removeOrphans() {
    reads
        .sql(
            "SELECT DISTINCT batch FROM jobs share WHERE batch IS NOT NULL AND outcome IS NOT NULL"
                + " AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = share.batch)")
        .query((row, number) -> row.getBytes(1))
        .list()
        .forEach(this::removeShares);
  }

  private Stock delete(List<Victim> victims) {
    if (!victims.isEmpty()) {
      carryOut(
          rows -> {
            for (Victim victim : victims) {
              JobRows.delete(rows, Columns.id(victim.job()));
            }
          });
      victims.forEach(victim -> forgotten.accept(victim.job()));
    }
    return new Stock(victims.size(), victims.stream().mapToLong(Victim::bytes).sum());
  }

  private static Victim victim(ResultSet row, int number) throws SQLException {
    return new Victim(Columns.job(row.getBytes(1)), row.getLong(2), row.getBytes(3) != null);
  }

  /** A file shrinks when much of it is free; little is kept for what comes. */
  private void giveRoomBack() {
    if (database.dialect() != Dialect.SQLITE) {
      return;
    }
    long free = freePages();
    while (!closed && free > FREE_PAGES_KEPT) {
      carryOut(
          rows -> {
            try (var statement = rows.connection().createStatement()) {
              statement.execute("PRAGMA incremental_vacuum(" + PAGES_PER_BITE + ")");
            }
          });
      long left = freePages();
      if (left >= free) {
        return;
      }
      free = left;
    }
  }

  private long freePages() {
    return reads.sql("PRAGMA freelist_count").query((row, number) -> row.getLong(1)).single();
  }

  private void carryOut(Write write) {
    database.writer().submit(write).orTimeout(WRITE_LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  private synchronized void pause() {
    try {
      if (!closed) {
        TimeUnit.MILLISECONDS.timedWait(this, INTERVAL.toMillis());
      }
    } catch (InterruptedException stopped) {
      closed = true;
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    Thread running = thread;
    if (running != null) {
      try {
        running.join(CLOSE_LIMIT);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * @param isBatch or a share of one
   */
  private record Victim(JobId job, long bytes, boolean isBatch) {}

  private record Stock(long jobs, long bytes) {
    Stock plus(Stock other) {
      return new Stock(jobs + other.jobs, bytes + other.bytes);
    }
  }
}
