package io.grapevine.libp2p.host;

import io.grapevine.libp2p.resources.LimitReached;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Where everything that is turned away is counted. What an operator should know of is also told, in
 * one line per reason and interval however often it happens.
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

  /** Something was turned away, and the operator should know why. */
  void refused(Refusal reason, Object detail) {
    observer.refused(reason);
    tally.note(reason, detail);
  }

  /** Something went wrong that happens every day; it is only counted. */
  void failed(Refusal reason) {
    observer.refused(reason);
  }

  /** Writes the lines that are due. */
  void tick(long now) {
    for (RefusalTally.Line line : tally.due(now)) {
      String cause = line.detail() instanceof LimitReached e ? e.getMessage() : "" + line.detail();
      LOG.atLevel(level(line.reason()))
          .log(
              "Turned away {} within {} s ({}): {}",
              line.times(),
              line.within().toSeconds(),
              line.reason(),
              cause);
    }
  }

  private static Level level(Refusal reason) {
    return switch (reason) {
      case TRIMMED, GATED, UNRESPONSIVE -> Level.INFO;
      default -> Level.WARN;
    };
  }
}
