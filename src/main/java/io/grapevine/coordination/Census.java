package io.grapevine.coordination;

import io.grapevine.job.WorkType;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** How many peers say that they do each work type, counted no more than once a second. */
final class Census {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final PeerDirectory directory;
  private Map<WorkType, Integer> counts = Map.of();
  private Instant due = Instant.MIN;

  Census(PeerDirectory directory) {
    this.directory = directory;
  }

  /** 0 if none is known. */
  int capable(WorkType type, Instant now) {
    if (!now.isBefore(due)) {
      counts = directory.countByType();
      due = now.plus(INTERVAL);
    }
    return counts.getOrDefault(type, 0);
  }
}
