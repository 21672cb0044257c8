package io.grapevine.coordination;

import java.time.Duration;
import java.time.Instant;

/** Asks a probe once a second at most. For the loop thread only. */
final class SampledLoad {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final LoadProbe probe;
  private LoadProbe.Sample latest = new LoadProbe.Sample(0, 0);
  private Instant due = Instant.MIN;

  SampledLoad(LoadProbe probe) {
    this.probe = probe;
  }

  LoadProbe.Sample at(Instant now) {
    if (!now.isBefore(due)) {
      latest = probe.sample();
      due = now.plus(INTERVAL);
    }
    return latest;
  }
}
