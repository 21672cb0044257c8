package io.grapevine.coordination;

import io.grapevine.coordination.CoordinationService.Watch;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who wants to hear of which job. Safe for use by many threads. */
final class JobWatches {
  private static final Logger LOG = LoggerFactory.getLogger(JobWatches.class);

  /** Most watches at once; each is held by a client's open connection. */
  static final int WATCHES_MAX = 10_000;

  private final ConcurrentMap<JobId, List<Entry>> byJob = new ConcurrentHashMap<>();
  private final AtomicInteger open = new AtomicInteger();

  /**
   * Adds a watch.
   *
   * @throws IllegalStateException if there are too many
   */
  Watch add(JobId job, Consumer<JobEvent> consumer) {
    if (open.incrementAndGet() > WATCHES_MAX) {
      open.decrementAndGet();
      throw new IllegalStateException("more than " + WATCHES_MAX + " watches are open");
    }
    Entry entry = new Entry(consumer);
    byJob.compute(
        job,
        (_, entries) -> {
          List<Entry> all = entries == null ? new CopyOnWriteArrayList<>() : entries;
          all.add(entry);
          return all;
        });
    return () -> remove(job, entry);
  }

  /** Tells all who watch the job; what a consumer throws ends its watch. */
  void tell(JobEvent event) {
    for (Entry entry : byJob.getOrDefault(event.job(), List.of())) {
      try {
        entry.consumer.accept(event);
      } catch (RuntimeException failure) {
        LOG.debug("a watch of job {} failed and is closed", event.job(), failure);
        remove(event.job(), entry);
      }
    }
  }

  /** Watches that are open. */
  int count() {
    return open.get();
  }

  private void remove(JobId job, Entry entry) {
    byJob.computeIfPresent(
        job,
        (_, entries) -> {
          if (entries.remove(entry)) {
            open.decrementAndGet();
          }
          return entries.isEmpty() ? null : entries;
        });
  }

  /** Compared by identity: one consumer may watch twice. */
  private static final class Entry {
    private final Consumer<JobEvent> consumer;

    Entry(Consumer<JobEvent> consumer) {
      this.consumer = consumer;
    }
  }
}
