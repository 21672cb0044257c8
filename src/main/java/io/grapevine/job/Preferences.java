package io.grapevine.job;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a client wants its job to be placed.
 *
 * @param requirements asked of the worker
 * @param policy absent for the rule that its requester is configured for
 * @param priority among the jobs of its requester
 * @param attemptTimeout longest time that one attempt may take; absent for no limit but the job's
 *     own
 * @param hedged whether a second attempt may be started beside one that takes unusually long; the
 *     first result wins
 * @param workers the only ones that may have the job; empty for any
 */
public record Preferences(
    Requirements requirements,
    @Nullable SelectionPolicy policy,
    Priority priority,
    @Nullable Duration attemptTimeout,
    boolean hedged,
    Set<PeerId> workers) {
  /** Most workers that can be named. */
  public static final int WORKERS_MAX = 64;

  /** Nothing is preferred. */
  public static final Preferences NONE =
      new Preferences(Requirements.NONE, null, Priority.NORMAL, null, false, Set.of());

  /**
   * Copies the workers.
   *
   * @throws IllegalArgumentException if the time of an attempt is not positive or too many workers
   *     are named
   */
  public Preferences {
    workers = Collections.unmodifiableSet(new TreeSet<>(workers));
    if (attemptTimeout != null && !attemptTimeout.isPositive()) {
      throw new IllegalArgumentException("an attempt has some time");
    }
    if (workers.size() > WORKERS_MAX) {
      throw new IllegalArgumentException("at most " + WORKERS_MAX + " workers can be named");
    }
  }

  /** Whether this worker may have the job. */
  public boolean accepts(PeerId worker) {
    return workers.isEmpty() || workers.contains(worker);
  }
}
