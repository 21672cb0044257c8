package io.grapevine.coordination;

import io.grapevine.job.Content;
import io.grapevine.job.JobEvent;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has the histories of jobs written down, without ever waiting for it, and tells entries to all who
 * watch. What the journal has done comes back through the loop's mailbox, many entries at a time.
 */
final class JobChronicle {
  private final JobJournal journal;
  private final JobWatches watches;
  private final CoordinationListener listener;
  private final Consumer<Runnable> loop;
  private final int unwrittenMax;
  private final Queue<Runnable> settled = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean posted = new AtomicBoolean();
  private final AtomicInteger unwritten = new AtomicInteger();

  /**
   * @param loop runs something on the loop thread
   * @param unwrittenMax entries that may wait for the journal before this peer slows down
   */
  JobChronicle(
      JobJournal journal,
      JobWatches watches,
      CoordinationListener listener,
      Consumer<Runnable> loop,
      int unwrittenMax) {
    this.journal = journal;
    this.watches = watches;
    this.listener = listener;
    this.loop = loop;
    this.unwrittenMax = unwrittenMax;
  }

  /**
   * Has an entry written.
   *
   * @param done called on the loop thread, with null once the entry is durable or with the failure
   *     if it cannot be kept; never before this method returns
   * @return whether the entry is durable already, in which case nobody is called
   */
  boolean write(JobEvent event, @Nullable Content result, Consumer<@Nullable Throwable> done) {
    CompletableFuture<Void> write = appended(event, result);
    if (write.isDone() && !write.isCompletedExceptionally()) {
      return true;
    }
    unwritten.incrementAndGet();
    var _ = write.whenComplete((_, failure) -> settle(() -> done.accept(failure)));
    return false;
  }

  /**
   * Whether so much waits for the journal that nothing more is to be begun. Safe for any thread.
   */
  boolean isBehind() {
    return unwritten.get() >= unwrittenMax;
  }

  /**
   * Whether an entry is left out: others send what it tells of as often as they like, and the
   * journal does not keep up.
   */
  boolean leavesOut(JobEvent event) {
    boolean leftOut = isBehind() && JobJournal.isRepetitive(event);
    if (leftOut) {
      listener.eventDropped(event.getClass().getSimpleName());
    }
    return leftOut;
  }

  /** Entries that wait for the journal. Safe for use by many threads. */
  int unwritten() {
    return unwritten.get();
  }

  /** An entry that is in the journal. */
  void tell(JobEvent event) {
    watches.tell(event);
    listener.jobEvent(event);
  }

  private CompletableFuture<Void> appended(JobEvent event, @Nullable Content result) {
    try {
      return journal.append(event, result);
    } catch (JournalException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  private void settle(Runnable done) {
    settled.add(done);
    if (posted.compareAndSet(false, true)) {
      loop.accept(this::callAll);
    }
  }

  private void callAll() {
    posted.set(false);
    Runnable done;
    while ((done = settled.poll()) != null) {
      unwritten.decrementAndGet();
      done.run();
    }
  }

  /** Why a write failed, without its wrapping. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
