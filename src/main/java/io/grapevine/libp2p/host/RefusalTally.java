package io.grapevine.libp2p.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Decides which refusals are worth a line: the first of each reason at once, what follows together,
 * one line per reason and interval. Refusals may be noted by many threads; {@link #due} belongs to
 * one.
 */
final class RefusalTally {
  /**
   * What a line says.
   *
   * @param times how often since the last line
   * @param within since when, at least a second
   * @param detail of the most recent one
   */
  record Line(Refusal reason, long times, Duration within, Object detail) {}

  private static final class Entry {
    private final LongAdder count = new LongAdder();
    private volatile @Nullable Object detail;
    private boolean said;
    private boolean waiting;
    private long saidAt;
    private long waitingSince;
  }

  private final long intervalNanos;
  private final Map<Refusal, Entry> entries = new EnumMap<>(Refusal.class);

  RefusalTally(Duration interval) {
    intervalNanos = interval.toNanos();
    for (Refusal reason : Refusal.values()) {
      entries.put(reason, new Entry());
    }
  }

  /**
   * Counts one.
   *
   * @param detail its text is asked for only if it comes into a line
   */
  void note(Refusal reason, Object detail) {
    Entry entry = entries.get(reason);
    if (entry != null) {
      entry.detail = detail;
      entry.count.increment();
    }
  }

  /** The lines to be written now. */
  List<Line> due(long now) {
    List<Line> lines = new ArrayList<>();
    entries.forEach(
        (reason, entry) -> {
          Object detail = entry.detail;
          if (entry.count.sum() == 0 || detail == null) {
            return;
          }
          if (!entry.waiting) {
            entry.waiting = true;
            entry.waitingSince = now;
          }
          if (!entry.said || now - entry.saidAt >= intervalNanos) {
            entry.said = true;
            entry.saidAt = now;
            entry.waiting = false;
            lines.add(new Line(reason, entry.count.sumThenReset(), since(entry, now), detail));
          }
        });
    return lines;
  }

  private static Duration since(Entry entry, long now) {
    return Duration.ofSeconds(1 + Duration.ofNanos(now - entry.waitingSince).toSeconds());
  }
}
