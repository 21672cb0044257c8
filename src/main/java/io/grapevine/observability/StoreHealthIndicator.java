package io.grapevine.observability;

import io.grapevine.coordination.JobJournal;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Up as long as what clients ask for can be kept. Part of readiness, as {@code store}: a peer that
 * cannot keep a job would answer every request with 503.
 */
public final class StoreHealthIndicator implements HealthIndicator {
  private final Supplier<JobJournal.Health> store;

  /** Judges a store by its own word, which costs nothing to ask for. */
  public StoreHealthIndicator(Supplier<JobJournal.Health> store) {
    this.store = store;
  }

  @Override
  public Health health() {
    JobJournal.Health told = store.get();
    return told.works()
        ? Health.up().build()
        : Health.outOfService().withDetail("advice", told.detail()).build();
  }
}
