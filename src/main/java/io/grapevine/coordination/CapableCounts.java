package io.grapevine.coordination;

import io.grapevine.job.WorkType;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * How many peers were capable of each work type when it was last offered: a first guess for the
 * sampling rate of the next job. Clients choose the types, so only the latest ones are kept.
 */
final class CapableCounts {
  static final int TYPES_MAX = 1_000;

  private final SequencedMap<WorkType, Integer> counts = new LinkedHashMap<>();

  void note(WorkType type, int capable) {
    counts.putLast(type, capable);
    if (counts.size() > TYPES_MAX) {
      counts.pollFirstEntry();
    }
  }

  /** 0 if nothing is known. */
  int last(WorkType type) {
    return counts.getOrDefault(type, 0);
  }
}
