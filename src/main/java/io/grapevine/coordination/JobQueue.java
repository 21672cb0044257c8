package io.grapevine.coordination;

import io.grapevine.job.JobId;
import io.grapevine.job.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The jobs of this requester that are not over: some are under way, as many as may be at once; the
 * others wait until it is their turn. Knows how many and how large they are, not what they are
 * about. Safe for use by many threads.
 *
 * <p>A job enters before it is written down, so that there is room for it when that is done; it
 * waits from then on or from a little earlier, and is under way from its turn until it is over.
 */
final class JobQueue {
  /** Stands for the clients of resumed jobs, who are not known any more; no client is called so. */
  private static final String RESUMED = "\n";

  private final JobQueueLimits limits;
  private final Map<JobId, Entry> entries = new HashMap<>();
  private final FairQueue<JobId> line = new FairQueue<>();
  private final CompletionRate rate = new CompletionRate();
  private final Room active = new Room();
  private final Room entering = new Room();
  private final Map<Priority, Room> waiting = new EnumMap<>(Priority.class);

  JobQueue(JobQueueLimits limits) {
    this.limits = limits;
    for (Priority priority : Priority.values()) {
      waiting.put(priority, new Room());
    }
  }

  /**
   * Takes room for one more job: where it can be under way at once, else in the queue of its class.
   * Ends with {@link #over}, also if the job is never written down.
   *
   * @return false if there is no room
   */
  synchronized boolean enter(JobId job, Priority priority, String client, int size) {
    Room queue = waiting(priority);
    Room room = hasRoomAtOnce(size) ? entering : queue;
    if (room == queue && !queue.fits(size, limits.queueMax(), limits.queueBytesMax())) {
      return false;
    }
    put(job, new Entry(priority, client, size, room, false));
    return true;
  }

  /** Whether jobs ever get their turn here. */
  boolean isOpen() {
    return limits.activeMax() > 0;
  }

  /** From now on a job that entered waits for its turn. */
  synchronized void await(JobId job) {
    Entry entry = entries.get(job);
    if (entry != null) {
      line.add(entry.priority, entry.client, job);
    }
  }

  /**
   * A job that was accepted before a restart, or by another requester. There is room for it in any
   * case, since it was promised.
   *
   * @param hasWorker whether a worker may have it: then it is under way, and no turn is awaited
   */
  synchronized void resume(JobId job, Priority priority, int size, boolean hasWorker) {
    Room room = hasWorker ? active : waiting(priority);
    put(job, new Entry(priority, RESUMED, size, room, hasWorker));
    if (!hasWorker) {
      line.add(priority, RESUMED, job);
    }
  }

  /** The jobs whose turn it is now; they are under way with that. */
  synchronized List<JobId> turns() {
    List<JobId> turns = new ArrayList<>();
    while (true) {
      JobId next = line.peek().orElse(null);
      Entry entry = next == null ? null : entries.get(next);
      if (next == null
          || entry == null
          || !active.fits(entry.size, limits.activeMax(), limits.activeBytesMax())) {
        return turns;
      }
      line.poll();
      entry.room.leave(entry.size);
      active.enter(entry.size);
      entries.put(next, entry.started(active));
      turns.add(next);
    }
  }

  /**
   * A job is over, or was not written down after all.
   *
   * @return the client that it entered for; empty if it was resumed, or is not one of these
   */
  synchronized Optional<String> over(JobId job, Instant now) {
    Entry entry = entries.remove(job);
    if (entry == null) {
      return Optional.empty();
    }
    entry.room.leave(entry.size);
    if (entry.started) {
      rate.note(now);
    } else {
      line.remove(job);
    }
    return Optional.of(entry.client).filter(client -> !client.equals(RESUMED));
  }

  /**
   * When it makes sense to try again, by the rate at which jobs come to their end: when a tenth of
   * what waits is done.
   */
  synchronized Duration retryAfter(Instant now) {
    int jobs = (entries.size() - active.jobs) / 10 + 1;
    return rate.timeFor(jobs, now, limits.retryAfter(), JobQueueLimits.RETRY_AFTER_MAX);
  }

  /** Whether this job is one of these. */
  synchronized boolean has(JobId job) {
    return entries.containsKey(job);
  }

  /** Jobs that are under way. */
  synchronized int active() {
    return active.jobs;
  }

  /** Jobs that are not over. */
  synchronized int size() {
    return entries.size();
  }

  /** Jobs that wait, by class. */
  synchronized Map<Priority, Integer> waiting() {
    Map<Priority, Integer> counts = new EnumMap<>(Priority.class);
    for (Priority priority : Priority.values()) {
      counts.put(priority, line.size(priority));
    }
    return counts;
  }

  /** Whether one more can be under way with all that are already here. */
  private boolean hasRoomAtOnce(int size) {
    int jobs = entries.size();
    long bytes = active.bytes + entering.bytes;
    for (Room queue : waiting.values()) {
      bytes += queue.bytes;
    }
    return jobs < limits.activeMax() && bytes + size <= limits.activeBytesMax();
  }

  private void put(JobId job, Entry entry) {
    if (entries.putIfAbsent(job, entry) != null) {
      throw new IllegalStateException("job " + job + " is here already");
    }
    entry.room.enter(entry.size);
  }

  private Room waiting(Priority priority) {
    Room room = waiting.get(priority);
    if (room == null) {
      throw new IllegalStateException("every priority has its room");
    }
    return room;
  }

  /** One job, and the room that it takes up. */
  private record Entry(Priority priority, String client, int size, Room room, boolean started) {
    Entry started(Room active) {
      return new Entry(priority, client, size, active, true);
    }
  }

  /** How much is in one place. */
  private static final class Room {
    private int jobs;
    private long bytes;

    boolean fits(int size, int jobsMax, long bytesMax) {
      return jobs < jobsMax && bytes + size <= bytesMax;
    }

    void enter(int size) {
      jobs++;
      bytes += size;
    }

    void leave(int size) {
      jobs--;
      bytes -= size;
    }
  }
}
