package io.grapevine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every database promises to those who write. */
abstract class DatabaseContract {
  private static final String INSERT =
      "INSERT INTO job_keys (name, fingerprint, job) VALUES (?, ?, ?)";
  private static final String RENAME = "UPDATE job_keys SET name = ? WHERE name = ?";
  private static final String DELETE = "DELETE FROM job_keys WHERE name = ?";

  private final Database database = Database.open(DatabaseConfig.of(url()));

  /** The address of a database that is empty. */
  abstract String url();

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void readsWhatWasWritten() {
    database.writer().submit(key("a")).join();
    assertThat(names()).containsExactly("a");
  }

  @Test
  void gathersWritesThatComeWhileOneIsBeingCommitted() {
    CountDownLatch gathered = new CountDownLatch(1);
    List<CompletableFuture<Void>> all = new ArrayList<>();
    CompletableFuture<Void> first = holdUp(database, gathered);
    for (int i = 0; i < 100; i++) {
      all.add(database.writer().submit(key("k" + i)));
    }
    assertThat(first).isNotDone();
    gathered.countDown();
    all.forEach(CompletableFuture::join);
    assertThat(names()).hasSize(101);
    assertThat(database.writer().figures().groups()).isLessThanOrEqualTo(3);
    assertThat(database.writer().figures().writes()).isEqualTo(101);
  }

  @Test
  void failsOnlyTheWriteThatTheDatabaseRefuses() {
    database.writer().submit(key("twice")).join();
    CountDownLatch gathered = new CountDownLatch(1);
    CompletableFuture<Void> first = holdUp(database, gathered);
    CompletableFuture<Void> before = database.writer().submit(key("before"));
    CompletableFuture<Void> refused = database.writer().submit(key("twice"));
    CompletableFuture<Void> after = database.writer().submit(key("after"));
    gathered.countDown();
    first.join();
    before.join();
    after.join();
    assertThatThrownBy(refused::join).hasCauseInstanceOf(StoreException.class);
    assertThat(names()).containsExactly("after", "before", "first", "twice");
  }

  @Test
  void failsOnlyTheWriteThatChangesNothingAlthoughItMust() {
    CountDownLatch gathered = new CountDownLatch(1);
    CompletableFuture<Void> first = holdUp(database, gathered);
    CompletableFuture<Void> neighbour = database.writer().submit(key("neighbour"));
    CompletableFuture<Void> futile =
        database
            .writer()
            .submit(
                rows ->
                    rows.addEffective(
                        RENAME, () -> new IllegalStateException("none"), "new", "old"));
    gathered.countDown();
    first.join();
    neighbour.join();
    assertThatThrownBy(futile::join).hasRootCauseMessage("none");
  }

  @Test
  void insertsBeforeItUpdatesAndUpdatesBeforeItDeletes() {
    database
        .writer()
        .submit(
            rows -> {
              rows.add(DELETE, "renamed");
              rows.add(RENAME, "renamed", "new");
              rows.add(INSERT, "new", new byte[] {1}, new byte[] {2});
              rows.add(INSERT, "other", new byte[] {1}, new byte[] {2});
            })
        .join();
    assertThat(names()).containsExactly("other");
  }

  @Test
  void asksOncePerGroup() {
    String question = "SELECT 1 FROM job_keys WHERE name = ?";
    List<Boolean> answers = new ArrayList<>();
    Write asking = rows -> answers.add(rows.holds(question, "a"));
    database.writer().submit(asking).join();
    database.writer().submit(key("a")).join();
    database.writer().submit(asking).join();
    assertThat(answers).containsExactly(false, true);
  }

  @Test
  void refusesWritesWhenTheQueueIsFullAndNewWorkEarlier() {
    DatabaseConfig narrow = DatabaseConfig.of(url()).queueing(4, 1 << 20);
    try (Database small = Database.open(narrow)) {
      CountDownLatch gathered = new CountDownLatch(1);
      CompletableFuture<Void> first = holdUp(small, gathered);
      List<CompletableFuture<Void>> fitting = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        fitting.add(small.writer().submitNew(key("new" + i)));
      }
      assertThat(small.writer().submitNew(key("late"))).isCompletedExceptionally();
      for (int i = 0; i < 2; i++) {
        fitting.add(small.writer().submit(key("more" + i)));
      }
      assertThat(small.writer().submit(key("too late"))).isCompletedExceptionally();
      gathered.countDown();
      first.join();
      fitting.forEach(CompletableFuture::join);
    }
  }

  @Test
  void writesWhatWasHandedOverBeforeItCloses() {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(database.writer().submit(key("k" + i)));
    }
    database.writer().close();
    assertThat(all).allMatch(done -> done.isDone() && !done.isCompletedExceptionally());
    assertThat(database.writer().submit(key("late"))).isCompletedExceptionally();
  }

  private List<String> names() {
    return database
        .reads()
        .sql("SELECT name FROM job_keys ORDER BY name")
        .query((row, number) -> String.valueOf(row.getString(1)))
        .list();
  }

  private static Write key(String name) {
    return rows -> rows.add(INSERT, name, new byte[] {1}, new byte[] {2});
  }

  /** A write that holds the writer until others have gathered; returns when it does so. */
  private static CompletableFuture<Void> holdUp(Database store, CountDownLatch gathered) {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Void> done = store.writer().submit(waiting(begun, gathered));
    await(begun);
    return done;
  }

  private static Write waiting(CountDownLatch begun, CountDownLatch gathered) {
    return rows -> {
      begun.countDown();
      await(gathered);
      key("first").into(rows);
    };
  }

  private static void await(CountDownLatch gathered) {
    try {
      if (!gathered.await(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody came");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
