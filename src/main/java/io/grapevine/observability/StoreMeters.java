package io.grapevine.observability;

import static io.grapevine.observability.GrapevineMeter.STORE_COMMITS;
import static io.grapevine.observability.GrapevineMeter.STORE_WRITES;
import static io.grapevine.observability.GrapevineMeter.STORE_WRITES_FAILED;
import static io.grapevine.observability.GrapevineMeter.STORE_WRITES_WAITING;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.Supplier;

/** How the store keeps up with what is written. */
public final class StoreMeters implements MeterBinder {
  private final Supplier<Figures> figures;

  /**
   * What a store has done since the start.
   *
   * @param groups transactions that were committed
   * @param commitNanos time for these, waiting for a store that was away included
   * @param writes that were in them
   * @param failed writes that did not become durable
   * @param waiting writes that wait now
   */
  public record Figures(long groups, long commitNanos, long writes, long failed, int waiting) {}

  /** Meters of the store that has these figures, which are cheap to ask for. */
  public StoreMeters(Supplier<Figures> figures) {
    this.figures = figures;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    STORE_COMMITS.times(
        registry, figures, from -> from.get().groups(), from -> from.get().commitNanos());
    STORE_WRITES.counts(registry, figures, from -> from.get().writes());
    STORE_WRITES_FAILED.counts(registry, figures, from -> from.get().failed());
    STORE_WRITES_WAITING.gauge(registry, () -> figures.get().waiting());
  }
}
