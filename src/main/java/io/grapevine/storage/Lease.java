package io.grapevine.storage;

import io.grapevine.coordination.JobJournal.Ownership;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.storage.Owners.Gone;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This requester's right to run its jobs: renewed three times per lease, and used to take over the
 * jobs of those whose lease is over. A lease is over for others only when it was found over twice
 * without having been renewed in between, so that a database that was away for a while does not
 * make everybody suspect everybody.
 */
final class Lease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
  private static final int TICKS_PER_LEASE = 3;

  /** Jobs that are taken over before the lease is renewed and the next ones are looked for. */
  private static final int CLAIMS_PER_LOOK = 100;

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
  private static final Duration WRITE_LIMIT = Duration.ofSeconds(60);

  private final PeerId self;
  private final GroupWriter writer;
  private final Owners owners;
  private final JobQueries queries;
  private final Function<JobId, List<JobEvent>> adoption;
  private final Duration tick;
  private final AtomicBoolean lost = new AtomicBoolean();
  private final Map<String, Gone> suspects = new HashMap<>();
  private volatile long epoch;
  private volatile @Nullable Thread thread;
  private volatile boolean closed;

  /**
   * @param adoption reads a job that became ours and keeps it in memory from now on; empty for one
   *     that is damaged
   */
  Lease(
      PeerId self,
      Database database,
      Duration lease,
      JobQueries queries,
      Function<JobId, List<JobEvent>> adoption) {
    this.self = self;
    this.writer = database.writer();
    this.owners = new Owners(self, database.dialect(), lease);
    this.queries = queries;
    this.adoption = adoption;
    this.tick = lease.dividedBy(TICKS_PER_LEASE);
  }

  /** Begins an epoch, whoever had this name before. */
  void register() {
    carryOut(rows -> epoch = owners.register(rows, false));
  }

  /** Keeps the lease and tells what befalls it, until this is closed. */
  void keep(Ownership ownership) {
    thread = Thread.ofPlatform().name("store-lease").daemon().start(() -> run(ownership));
  }

  /**
   * Sees to it that what is written with these rows is committed only in our epoch.
   *
   * @throws Owners.EpochOverException if it is over
   */
  void fence(Rows rows) throws SQLException {
    if (lost.get() || !owners.holds(rows, epoch)) {
      lost.set(true);
      throw new Owners.EpochOverException();
    }
  }

  /**
   * Sees to it that nothing of earlier transactions is committed after this one.
   *
   * @throws Owners.EpochOverException if the epoch is over
   */
  void outwait(Rows rows) throws SQLException {
    fence(rows);
    owners.outwait(rows, epoch);
  }

  boolean isLost() {
    return lost.get();
  }

  private void run(Ownership ownership) {
    boolean told = false;
    while (!closed) {
      boolean more = false;
      try {
        if (!lost.get()) {
          renew();
        }
        if (lost.get() && !told) {
          LOG.warn(
              "Peer {} was silent for longer than its lease; its auctions stop until it has a new"
                  + " one",
              self.toShortString());
          ownership.lost();
          told = true;
        }
        if (told && regain()) {
          LOG.info("Peer {} has its lease again", self.toShortString());
          lost.set(false);
          told = false;
          ownership.regained();
        }
        if (!lost.get() && ownership.takesOver()) {
          more = takeOver(ownership);
        }
      } catch (RuntimeException failed) {
        LOG.debug("The lease could not be seen to", failed);
      }
      if (!more) {
        pause();
      }
    }
  }

  private void renew() {
    try {
      long current = epoch;
      carryOut(rows -> owners.renew(rows, current));
    } catch (Owners.EpochOverException over) {
      lost.set(true);
    }
  }

  private boolean regain() {
    long[] next = new long[1];
    carryOut(rows -> next[0] = owners.register(rows, true));
    if (next[0] == 0) {
      return false;
    }
    epoch = next[0];
    return true;
  }

  /**
   * Takes over what others have left, for a tick at most: whoever takes long has to renew its own
   * lease meanwhile.
   *
   * @return whether there may be more
   */
  private boolean takeOver(Ownership ownership) {
    long end = System.nanoTime() + tick.toNanos();
    List<Gone> gone = new ArrayList<>();
    carryOut(
        rows -> {
          gone.clear();
          gone.addAll(owners.gone(rows));
        });
    Map<String, Gone> earlier = new HashMap<>(suspects);
    suspects.clear();
    boolean more = false;
    for (Gone other : gone) {
      suspects.put(other.peer(), other);
      if (!other.isFenced()) {
        if (!other.equals(earlier.get(other.peer()))) {
          continue;
        }
        LOG.info("Requester {} is gone; its unfinished jobs can be taken over", other.peer());
        carryOut(rows -> owners.fence(rows, other));
      }
      more |= takeOver(other.peer(), ownership, end);
    }
    return more;
  }

  private boolean takeOver(String peer, Ownership ownership, long end) {
    int claims = 0;
    boolean more = true;
    while (more && claims < CLAIMS_PER_LOOK && !closed && System.nanoTime() - end < 0) {
      more = claim(peer, ownership);
      claims += more ? 1 : 0;
    }
    if (claims > 0) {
      LOG.info("Peer {} took {} jobs over from {}", self.toShortString(), claims, peer);
    }
    return more;
  }

  /** Takes one job over; repeated if it is not known whether it was ours after all. */
  private boolean claim(String peer, Ownership ownership) {
    Set<JobId> candidates = new LinkedHashSet<>();
    carryOut(
        rows -> {
          fence(rows);
          Optional<JobId> claimed = owners.claim(rows, peer);
          claimed.ifPresent(candidates::add);
        });
    for (JobId candidate : candidates) {
      if (queries.isUnfinished(candidate, self)) {
        List<JobEvent> history = adoption.apply(candidate);
        if (!history.isEmpty()) {
          ownership.takenOver(history);
        }
      }
    }
    return !candidates.isEmpty();
  }

  private void carryOut(Write write) {
    try {
      writer.submit(write).orTimeout(WRITE_LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException own ? own : failed;
    }
  }

  private synchronized void pause() {
    try {
      long end = System.nanoTime() + tick.toNanos();
      for (long left = tick.toNanos(); left > 0 && !closed; left = end - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException stopped) {
      closed = true;
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void wake() {
    closed = true;
    notifyAll();
  }

  /** Lets others have what is left. */
  @Override
  public void close() {
    wake();
    try {
      Thread running = thread;
      if (running != null) {
        running.join(CLOSE_LIMIT);
      }
      long current = epoch;
      writer
          .submit(rows -> owners.release(rows, current))
          .orTimeout(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (CompletionException unreachable) {
      LOG.debug("The lease could not be given back; it will be over by itself", unreachable);
    }
  }
}
