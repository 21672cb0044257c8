package io.grapevine.coordination;

import io.grapevine.job.Content;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Keeps entries of the chosen kinds back until the test lets them through or has them fail. */
final class HeldJournal implements JobJournal {
  private final JobJournal kept = new InMemoryJobJournal(100, 1 << 20);
  private final List<Held> held = new ArrayList<>();
  private final Set<JobId> admitted = new LinkedHashSet<>();
  private Predicate<JobEvent> holding = event -> false;
  private @Nullable Ownership ownership;
  private Health health = Health.FINE;

  private Admissions admissions = Admissions.KEEP;

  /** What becomes of new jobs. */
  enum Admissions {
    KEEP,
    FAIL,
    FAIL_THOUGH_KEPT,
    /** They wait until something else is to become of them. */
    WAIT
  }

  private record Held(JobEvent event, @Nullable Content result, CompletableFuture<Void> written) {}

  /** From now on, entries of this kind wait, and with them all later ones of any job. */
  synchronized HeldJournal holding(Class<? extends JobEvent> kind) {
    holding = kind::isInstance;
    return this;
  }

  /** What a restarted requester finds. */
  synchronized HeldJournal finding(List<JobEvent> history) {
    admit((JobEvent.Submitted) history.getFirst(), null);
    for (JobEvent event : history.subList(1, history.size())) {
      var _ = kept.append(event, null);
    }
    return this;
  }

  void awaitHeld(Class<? extends JobEvent> kind) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(2))
        .until(() -> heldKinds().contains(kind));
  }

  /** Lets everything through, also what comes later. */
  void release() {
    for (Held one : takeAll()) {
      var _ = kept.append(one.event(), one.result());
      one.written().complete(null);
    }
  }

  /** Loses what is held; what comes later is kept. */
  void fail() {
    for (Held one : takeAll()) {
      one.written().completeExceptionally(new JournalException("the disk is full"));
    }
  }

  synchronized void admitting(Admissions next) {
    admissions = next;
    notifyAll();
  }

  private synchronized void awaitTurn() {
    try {
      while (admissions == Admissions.WAIT) {
        wait(5_000);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new JournalException("the test is over", stopped);
    }
  }

  synchronized void feel(Health next) {
    health = next;
  }

  Ownership ownership() {
    return Awaitility.await().atMost(Duration.ofSeconds(5)).until(this::owner, o -> o != null);
  }

  private synchronized @Nullable Ownership owner() {
    return ownership;
  }

  synchronized List<Class<?>> heldKinds() {
    return held.stream().<Class<?>>map(one -> one.event().getClass()).toList();
  }

  private synchronized List<Held> takeAll() {
    holding = event -> false;
    List<Held> all = List.copyOf(held);
    held.clear();
    return all;
  }

  @Override
  public synchronized CompletableFuture<Void> append(JobEvent event, @Nullable Content result) {
    if (held.isEmpty() && !holding.test(event)) {
      return kept.append(event, result);
    }
    Held one = new Held(event, result, new CompletableFuture<>());
    held.add(one);
    return one.written();
  }

  @Override
  public synchronized Admission admit(JobEvent.Submitted event, @Nullable Key key) {
    awaitTurn();
    if (admissions == Admissions.FAIL) {
      throw new JournalException("the disk is full");
    }
    admitted.add(event.job());
    Admission admission = kept.admit(event, key);
    if (admissions == Admissions.FAIL_THOUGH_KEPT) {
      throw new JournalException("the database fell silent");
    }
    return admission;
  }

  @Override
  public Optional<Admission> recall(Key key) {
    return kept.recall(key);
  }

  @Override
  public Optional<Job> find(JobId id) {
    return kept.find(id);
  }

  @Override
  public List<JobEvent> history(JobId id) {
    return kept.history(id);
  }

  @Override
  public Optional<Content> payload(JobId id) {
    return kept.payload(id);
  }

  @Override
  public Optional<Content> result(JobId id) {
    return kept.result(id);
  }

  @Override
  public JobPage list(JobQuery query) {
    return kept.list(query);
  }

  @Override
  public synchronized List<List<JobEvent>> unfinished() {
    return admitted.stream()
        .map(kept::history)
        .filter(history -> !(history.getLast() instanceof JobEvent.Concluded))
        .toList();
  }

  @Override
  public synchronized void own(Ownership owner) {
    ownership = owner;
  }

  @Override
  public synchronized Health health() {
    return health;
  }

  @Override
  public void close() {}
}
