package io.grapevine.worker;

import io.grapevine.job.Content;
import io.grapevine.job.JobId;
import io.grapevine.job.Usage;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Results that are done and not acknowledged. Bounded by number, by age and by size; the oldest go
 * first, the newest in memory is always kept. One that nobody listens for, or that is not
 * acknowledged within a moment, is copied to disk, where it outlives this worker; a large one is in
 * memory no longer then.
 */
final class KeptResults {
  /** Most bytes of results that are kept in memory. */
  static final long BYTES_MAX = 256L << 20;

  /** How long a requester that listens may take before its result goes to disk. */
  static final Duration ACKNOWLEDGEMENT_WAIT = Duration.ofSeconds(1);

  private final WorkerConfig config;
  private final Outbox outbox;
  private final Map<Assignment, Kept> results = new LinkedHashMap<>();

  /** Those that may have to go to disk, the oldest first. */
  private final Set<Assignment> unwritten = new LinkedHashSet<>();

  private long bytes;
  private long diskBytes;

  /** What the disk has of a result. */
  enum Copy {
    NONE,
    /** It is on its way. */
    WRITING,
    WRITTEN,
    /** The disk did not take it, or needed the room. */
    REFUSED
  }

  /**
   * A result.
   *
   * @param content absent if it is on disk alone
   * @param attended whether a requester is about to acknowledge it
   */
  record Kept(StoredResult about, @Nullable Content content, boolean attended, Copy copy) {
    Kept attended(boolean now) {
      return new Kept(about, content, now, copy);
    }

    Kept copy(Copy next) {
      return new Kept(about, content, attended, next);
    }

    Kept onDiskAlone() {
      return new Kept(about, null, attended, Copy.WRITTEN);
    }

    long size() {
      return about.size();
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
    StoredResult about =
        new StoredResult(assignment, result.digest(), result.size(), usage, outbox.now());
    results.put(assignment, new Kept(about, result, attended, Copy.NONE));
    bytes += result.size();
    long room = config.spill().diskBytesMax();
    if (room > 0 && result.size() <= room) {
      unwritten.add(assignment);
    }
    if (!attended) {
      write(assignment);
    }
    List<Assignment> dropped = new ArrayList<>();
    while (results.size() > 1 && (results.size() > config.resultsMax() || bytes > BYTES_MAX)) {
      dropped.add(dropOldest());
    }
    return dropped;
  }

  /**
   * Takes up what an earlier life left on disk. A clock that was set back since keeps none of it
   * for longer than a new one.
   *
   * @return whose results are too many
   */
  List<Assignment> found(List<StoredResult> stored) {
    Map<Assignment, Kept> newer = new LinkedHashMap<>(results);
    results.clear();
    for (StoredResult one :
        stored.stream().sorted(Comparator.comparing(StoredResult::since)).toList()) {
      if (!newer.containsKey(one.assignment())
          && results.put(
                  one.assignment(), new Kept(one.notAfter(outbox.now()), null, false, Copy.WRITTEN))
              == null) {
        diskBytes += one.size();
      }
    }
    results.putAll(newer);
    List<Assignment> dropped = new ArrayList<>();
    while (results.size() > config.resultsMax()) {
      dropped.add(dropOldest());
    }
    dropped.addAll(makeRoomOnDisk());
    return dropped;
  }

  /** Copies to disk what waited for long enough. */
  void writeOverdue() {
    while (nextWrite().filter(outbox::isPast).isPresent()) {
      write(unwritten.iterator().next());
    }
  }

  /** Copies to disk whatever is not there, since this worker stops. */
  void writeAll() {
    List.copyOf(unwritten).forEach(this::write);
  }

  /** Drops what is too old, and says whose results those were. */
  List<Assignment> expire() {
    List<Assignment> dropped = new ArrayList<>();
    // All are kept equally long, so the oldest is the next to expire.
    while (nextExpiry().filter(outbox::isPast).isPresent()) {
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
    if (!attended) {
      write(assignment);
    }
  }

  /**
   * The disk has the result.
   *
   * @return whose results had to go for it
   */
  List<Assignment> stored(Assignment assignment) {
    Kept kept = results.get(assignment);
    if (kept == null || kept.copy() != Copy.WRITING) {
      return List.of();
    }
    boolean stays = kept.size() <= config.spill().largerThan();
    results.put(assignment, stays ? kept.copy(Copy.WRITTEN) : kept.onDiskAlone());
    bytes -= stays ? 0 : kept.size();
    diskBytes += kept.size();
    return makeRoomOnDisk();
  }

  /** The disk does not take the result, which stays in memory. */
  void notStored(Assignment assignment) {
    results.computeIfPresent(assignment, (same, kept) -> kept.copy(Copy.REFUSED));
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
    unwritten.remove(assignment);
    if (kept.content() != null) {
      bytes -= kept.size();
    }
    if (kept.copy() == Copy.WRITTEN) {
      diskBytes -= kept.size();
    }
    if (kept.copy() == Copy.WRITTEN || kept.copy() == Copy.WRITING) {
      outbox.emit(new WorkerEffect.ForgetResult(assignment));
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
    return Stream.concat(nextExpiry().stream(), nextWrite().stream()).min(Instant::compareTo);
  }

  private Optional<Instant> nextExpiry() {
    return results.values().stream()
        .findFirst()
        .map(oldest -> oldest.about().since().plus(config.resultRetention()));
  }

  private Optional<Instant> nextWrite() {
    return unwritten.stream()
        .findFirst()
        .flatMap(this::find)
        .map(oldest -> oldest.about().since().plus(ACKNOWLEDGEMENT_WAIT));
  }

  private void write(Assignment assignment) {
    Kept kept = results.get(assignment);
    if (unwritten.remove(assignment) && kept != null && kept.content() != null) {
      results.put(assignment, kept.copy(Copy.WRITING));
      outbox.emit(new WorkerEffect.StoreResult(kept.about(), kept.content()));
    }
  }

  private List<Assignment> makeRoomOnDisk() {
    List<Assignment> dropped = new ArrayList<>();
    while (diskBytes > config.spill().diskBytesMax()) {
      Kept oldest =
          results.values().stream()
              .filter(kept -> kept.copy() == Copy.WRITTEN && kept.size() > 0)
              .findFirst()
              .orElseThrow();
      Assignment assignment = oldest.about().assignment();
      if (oldest.content() == null) {
        dropped.add(dropped(assignment));
      } else {
        results.put(assignment, oldest.copy(Copy.REFUSED));
        diskBytes -= oldest.size();
        outbox.emit(new WorkerEffect.ForgetResult(assignment));
      }
    }
    return dropped;
  }

  private Assignment dropOldest() {
    return dropped(results.keySet().iterator().next());
  }

  private Assignment dropped(Assignment assignment) {
    drop(assignment);
    return assignment;
  }
}
