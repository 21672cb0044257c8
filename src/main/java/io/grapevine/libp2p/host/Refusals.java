package io.grapevine.libp2p.host;

import io.grapevine.libp2p.resources.LimitReached;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Where everything that is turned away is counted. Limits and policy are also told to the operator,
 * in one line per reason and interval however many there are.
 */
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final HostObserver observer;
  private final RefusalTally tally = new RefusalTally(INTERVAL);

  Refusals(HostObserver observer) {
    this.observer = observer;
  }

  /** Something was beyond a limit. */
  void refused(LimitReached limit) {
    refused(Refusal.of(limit.limit()), limit);
  }

  /** Something was turned away, and the detail says why. */
  void refused(Refusal reason, Object detail) {
    observer.refused(reason);
    if (reason.kind() != Refusal.Kind.FAILURE) {
      tally.note(reason, detail);
    }
  }

  /** Something went wrong; whoever saw it has logged it. */
  void failed(Refusal reason) {
    observer.refused(reason);
  }

  /** Writes the lines that are due. */
  void tick(long now) {
    for (RefusalTally.Line line : tally.due(now)) {
      String cause = line.detail() instanceof LimitReached e ? e.getMessage() : "" + line.detail();
      LOG.atLevel(line.reason().kind() == Refusal.Kind.LIMIT ? Level.WARN : Level.INFO)
          .log(
              "Turned away {} within {} s ({}): {}",
              line.times(),
              line.within().toSeconds(),
              line.reason(),
              cause);
    }
  }
}
