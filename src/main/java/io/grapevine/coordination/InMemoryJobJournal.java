package io.grapevine.coordination;

import io.grapevine.job.Content;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps jobs in memory, as long as the process lives. Jobs that are under way are always kept;
 * finished ones go, the one that finished first before the others, when there are too many or they
 * take too much room. Their idempotency keys go with them, and so do the shares of a batch, which
 * stay as long as it does.
 */
public final class InMemoryJobJournal implements JobJournal {
  private final int jobsMax;
  private final long bytesMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final NavigableMap<JobId, JobFile> files = new TreeMap<>();
  private final Map<String, KeyUse> keys = new HashMap<>();
  private final Queue<JobId> finished = new ArrayDeque<>();
  private final Map<JobId, List<JobId>> shares = new HashMap<>();
  private long bytes;

  /**
   * @param jobsMax most jobs kept, as far as finished ones can go
   * @param bytesMax most bytes of payloads and results kept, as far as finished jobs can go
   */
  public InMemoryJobJournal(int jobsMax, long bytesMax) {
    if (jobsMax < 1 || bytesMax < 1) {
      throw new IllegalArgumentException("a journal keeps at least one job and one byte");
    }
    this.jobsMax = jobsMax;
    this.bytesMax = bytesMax;
  }

  @Override
  public Admission admit(JobEvent.Submitted event, @Nullable Key key) {
    lock.lock();
    try {
      Optional<Admission> earlier = key == null ? Optional.empty() : recall(key);
      if (earlier.isPresent()) {
        return earlier.get();
      }
      JobFile file = new JobFile(event, key == null ? null : key.value());
      if (files.putIfAbsent(event.job(), file) != null) {
        throw new IllegalStateException("job " + event.job() + " is in the journal already");
      }
      if (key != null) {
        keys.put(key.value(), new KeyUse(key, event.job()));
      }
      bytes += file.bytes();
      batchOf(file).ifPresent(batch -> batch.add(event.job()));
      if (event.spec().isBatch()) {
        shares.put(event.job(), new ArrayList<>());
      }
      dropFinished();
      return new Admission.Admitted(file.job());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<Admission> recall(Key key) {
    lock.lock();
    try {
      KeyUse use = keys.get(key.value());
      JobFile file = use == null ? null : files.get(use.job());
      if (use == null || file == null) {
        return Optional.empty();
      }
      return Optional.of(
          use.key().equals(key)
              ? new Admission.Repeated(file.job())
              : new Admission.Conflict(use.job()));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public CompletableFuture<Void> append(JobEvent event, @Nullable Content result) {
    lock.lock();
    try {
      JobFile file = files.get(event.job());
      if (file == null) {
        throw new IllegalStateException("job " + event.job() + " is not in the journal");
      }
      long before = file.bytes();
      file.append(event, result);
      bytes += file.bytes() - before;
      if (event instanceof JobEvent.Concluded) {
        if (batchOf(file).isEmpty()) {
          finished.add(event.job());
        }
        dropFinished();
      }
      return CompletableFuture.completedFuture(null);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<Job> find(JobId id) {
    return read(id, JobFile::job);
  }

  @Override
  public List<JobEvent> history(JobId id) {
    return read(id, JobFile::history).orElse(List.of());
  }

  @Override
  public Optional<Content> payload(JobId id) {
    return find(id).map(job -> job.spec().payload());
  }

  @Override
  public Optional<Content> result(JobId id) {
    return read(id, JobFile::result).flatMap(result -> result);
  }

  @Override
  public JobPage list(JobQuery query) {
    lock.lock();
    try {
      JobId before = query.before();
      NavigableMap<JobId, JobFile> older = before == null ? files : files.headMap(before, false);
      List<Job> page = new ArrayList<>();
      for (JobFile file : older.descendingMap().values()) {
        if (!query.matches(file.job())) {
          continue;
        }
        if (page.size() == query.limit()) {
          return new JobPage(page, page.getLast().id());
        }
        page.add(file.job());
      }
      return new JobPage(page, null);
    } finally {
      lock.unlock();
    }
  }

  /** None: what was there when the process ended is gone. */
  @Override
  public List<List<JobEvent>> unfinished() {
    return List.of();
  }

  /** Nobody else can claim anything. */
  @Override
  public void own(Ownership ownership) {}

  @Override
  public Health health() {
    return Health.FINE;
  }

  @Override
  public boolean isDurable() {
    return false;
  }

  @Override
  public void close() {}

  private <T> Optional<T> read(JobId id, Function<JobFile, T> part) {
    lock.lock();
    try {
      JobFile file = files.get(id);
      return file == null ? Optional.empty() : Optional.of(part.apply(file));
    } finally {
      lock.unlock();
    }
  }

  /** The shares of the batch of which this is one; empty if that is not kept. */
  private Optional<List<JobId>> batchOf(JobFile file) {
    JobId batch = file.job().spec().batch();
    return batch == null || file.job().spec().isBatch()
        ? Optional.empty()
        : Optional.ofNullable(shares.get(batch));
  }

  private void dropFinished() {
    while ((files.size() > jobsMax || bytes > bytesMax) && !finished.isEmpty()) {
      JobId first = finished.remove();
      drop(first);
      List<JobId> parts = shares.remove(first);
      if (parts != null) {
        parts.forEach(this::drop);
      }
    }
  }

  private void drop(JobId job) {
    JobFile dropped = files.remove(job);
    if (dropped != null) {
      bytes -= dropped.bytes();
      dropped.key().ifPresent(keys::remove);
    }
  }

  private record KeyUse(Key key, JobId job) {}
}
