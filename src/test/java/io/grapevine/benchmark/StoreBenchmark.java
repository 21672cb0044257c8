package io.grapevine.benchmark;

import io.grapevine.coordination.JobJournal;
import io.grapevine.job.Content;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.storage.Database;
import io.grapevine.storage.DatabaseConfig;
import io.grapevine.storage.JournalConfig;
import io.grapevine.storage.SqlJobJournal;
import io.grapevine.storage.TestPostgres;
import io.grapevine.storage.Write;
import io.grapevine.storage.WriterFigures;
import io.grapevine.testing.JobSamples;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What durability costs by itself: single writes by so many writers at once, each waiting for its
 * own to be durable, and whole jobs as a requester journals them (a submission that is waited for,
 * four entries behind it, an award that is waited for, two entries, a conclusion with its result
 * that is waited for; 1 KiB payload and result). In an SQLite file and in the embedded PostgreSQL.
 * Run with {@code ./mvnw -q -Pbenchmark process-test-classes
 * -Dbenchmark.class=io.grapevine.benchmark.StoreBenchmark}.
 */
public final class StoreBenchmark {
  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final Duration WINDOW = Duration.ofSeconds(4);
  private static final int[] CALLERS = {1, 16, 64, 256};
  private static final int CONTENT_BYTES = 1_024;
  private static final String INSERT =
      "INSERT INTO job_keys (name, fingerprint, job) VALUES (?, ?, ?)";

  private final Database database;
  private final Content content = Content.of("text/plain", new byte[CONTENT_BYTES]);
  private final AtomicInteger numbers = new AtomicInteger();

  private StoreBenchmark(Database database) {
    this.database = database;
  }

  /** Measures and prints. */
  public static void main(String... arguments) throws Exception {
    measure("SQLite", Stores.freshFile());
    measure("PostgreSQL", TestPostgres.freshUrl());
    System.exit(0);
  }

  private static void measure(String name, String url) throws Exception {
    System.out.println(name);
    JournalConfig bounds =
        new JournalConfig(Duration.ofDays(1), 1_000_000, 8L << 30, Duration.ofSeconds(15));
    try (Database database = Database.open(DatabaseConfig.of(url));
        SqlJobJournal journal =
            SqlJobJournal.open(database, JobSamples.peer(0), bounds, InstantSource.system())) {
      StoreBenchmark benchmark = new StoreBenchmark(database);
      for (int callers : CALLERS) {
        benchmark.print("writes", callers, caller -> benchmark.write());
      }
      for (int callers : CALLERS) {
        benchmark.print("jobs", callers, caller -> benchmark.job(journal));
      }
    }
  }

  private void print(String what, int callers, Load.Request action) throws Exception {
    Load.run(callers, WARM_UP, action);
    WriterFigures before = database.writer().figures();
    Load.Figures figures = Load.run(callers, WINDOW, action);
    WriterFigures after = database.writer().figures();
    long groups = after.groups() - before.groups();
    System.out.printf(
        Locale.ROOT,
        "  %3d callers  %-6s  %s  %.0f commits/s of %.1f writes  CPU %d µs%n",
        callers,
        what,
        figures,
        (double) groups / WINDOW.toSeconds(),
        (double) (after.writes() - before.writes()) / Math.max(1, groups),
        figures.cpuNanosEach() / 1_000);
  }

  private void write() {
    byte[] bytes = new byte[32];
    Write write = rows -> rows.add(INSERT, UUID.randomUUID().toString(), bytes, bytes);
    database.writer().submit(write).join();
  }

  private void job(JobJournal journal) {
    JobHistory history = new JobHistory(numbers.incrementAndGet(), content);
    journal.admit(history.submitted(), null);
    List<CompletableFuture<Void>> behind = new ArrayList<>();
    for (JobEvent event : history.later()) {
      boolean ends = event instanceof JobEvent.Concluded;
      CompletableFuture<Void> durable = journal.append(event, ends ? content : null);
      behind.add(durable);
      if (ends || event instanceof JobEvent.Awarded) {
        durable.join();
      }
    }
    behind.forEach(CompletableFuture::join);
    JobId id = history.submitted().job();
    if (journal.result(id).isEmpty()) {
      throw new IllegalStateException("the result of job " + id + " is missing");
    }
  }
}
