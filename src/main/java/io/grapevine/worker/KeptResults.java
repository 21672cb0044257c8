package io.grapevine.worker;

import io.grapevine.job.Content;
import io.grapevine.job.Digest;
import io.grapevine.job.JobId;
import io.grapevine.job.Usage;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Results that are done and not acknowledged. Bounded by number, by age and by size; the oldest go
 * first, the newest in memory is always kept. A large one that nobody listens for is moved to disk,
 * and only its digest is remembered here.
 */
final class KeptResults {
  /** Most bytes of results that are kept in memory. */
  static final long BYTES_MAX = 256L << 20;

  private final WorkerConfig config;
  private final Outbox outbox;
  private final Map<Assignment, Kept> results = new LinkedHashMap<>();
  private long bytes;
  private long diskBytes;

  /** Where the bytes of a result are. */
  enum Place {
    MEMORY,
    /** Still in memory, and on their way to disk. */
    MOVING,
    DISK,
    /** In memory, since they could not be written to disk. */
    STUCK
  }

  /**
   * A result and what it cost.
   *
   * @param content absent if it is on disk
   * @param attended whether a requester is about to acknowledge it
   */
  record Kept(
      @Nullable Content content,
      Digest digest,
      long size,
      Usage usage,
      boolean attended,
      Instant until,
      Place place) {
    Kept attended(boolean now) {
      return new Kept(content, digest, size, usage, now, until, place);
    }

    Kept at(Place next) {
      Content left = next == Place.DISK ? null : content;
      return new Kept(left, digest, size, usage, attended, until, next);
    }
  }

  KeptResults(WorkerConfig config, Outbox outbox) {
    this.config = config;
    this.outbox = outbox;
  }

  /**
   * Keeps a result.
   *
   * @return whose results had to go for it
   */
  List<Assignment> keep(Assignment assignment, Content result, Usage usage, boolean attended) {
    Instant until = outbox.in(config.resultRetention());
    results.put(
        assignment,
        new Kept(result, result.digest(), result.size(), usage, attended, until, Place.MEMORY));
    bytes += result.size();
    spill(assignment);
    List<Assignment> dropped = new ArrayList<>();
    while (results.size() > 1 && (results.size() > config.resultsMax() || bytes > BYTES_MAX)) {
      dropped.add(dropOldest());
    }
    return dropped;
  }

  /** Drops what is too old, and says whose results those were. */
  List<Assignment> expire() {
    List<Assignment> dropped = new ArrayList<>();
    // All are kept equally long, so the oldest is the next to expire.
    while (nextDeadline().filter(outbox::isPast).isPresent()) {
      dropped.add(dropOldest());
    }
    return dropped;
  }

  Optional<Kept> find(Assignment assignment) {
    return Optional.ofNullable(results.get(assignment));
  }

  /** Whether a requester listens to this worker for the result. */
  void attend(Assignment assignment, boolean attended) {
    results.computeIfPresent(assignment, (same, kept) -> kept.attended(attended));
    spill(assignment);
  }

  /**
   * The disk has the result.
   *
   * @return whose results had to go for it
   */
  List<Assignment> stored(Assignment assignment) {
    Kept kept = results.get(assignment);
    if (kept == null || kept.place() != Place.MOVING) {
      outbox.emit(new WorkerEffect.ForgetResult(assignment));
      return List.of();
    }
    results.put(assignment, kept.at(Place.DISK));
    bytes -= kept.size();
    diskBytes += kept.size();
    List<Assignment> dropped = new ArrayList<>();
    while (diskBytes > config.spill().diskBytesMax()) {
      dropped.add(dropOldestOnDisk());
    }
    return dropped;
  }

  /** The disk does not take the result, which stays in memory. */
  void notStored(Assignment assignment) {
    results.computeIfPresent(assignment, (same, kept) -> kept.at(Place.STUCK));
  }

  /**
   * Drops one result.
   *
   * @return whether it was there
   */
  boolean drop(Assignment assignment) {
    Kept kept = results.remove(assignment);
    if (kept == null) {
      return false;
    }
    if (kept.place() == Place.DISK) {
      diskBytes -= kept.size();
      outbox.emit(new WorkerEffect.ForgetResult(assignment));
    } else {
      bytes -= kept.size();
    }
    return true;
  }

  /** Whose results of this job nobody listens for. */
  List<Assignment> unattended(PeerId requester, JobId job) {
    return results.entrySet().stream()
        .filter(entry -> !entry.getValue().attended())
        .map(Map.Entry::getKey)
        .filter(each -> each.requester().equals(requester) && each.attempt().job().equals(job))
        .toList();
  }

  /** Whether some requester is about to acknowledge a result. */
  boolean anyAttended() {
    return results.values().stream().anyMatch(Kept::attended);
  }

  Optional<Instant> nextDeadline() {
    return results.values().stream().findFirst().map(Kept::until);
  }

  private void spill(Assignment assignment) {
    Kept kept = results.get(assignment);
    if (kept != null
        && kept.place() == Place.MEMORY
        && kept.content() != null
        && !kept.attended()
        && kept.size() > config.spill().largerThan()) {
      results.put(assignment, kept.at(Place.MOVING));
      outbox.emit(new WorkerEffect.StoreResult(assignment, kept.content()));
    }
  }

  private Assignment dropOldest() {
    return dropped(results.keySet().iterator().next());
  }

  private Assignment dropOldestOnDisk() {
    return dropped(
        results.entrySet().stream()
            .filter(entry -> entry.getValue().place() == Place.DISK)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow());
  }

  private Assignment dropped(Assignment assignment) {
    drop(assignment);
    return assignment;
  }
}
