package io.grapevine.observability;

import io.grapevine.coordination.JobJournal;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Up as long as what clients ask for can be kept; {@code store} in the health of the peer. Not part
 * of readiness: requesters that share a database would all be taken out of service at once, and
 * clients would find nobody where now they are told with 503 when to come again, and could not ask
 * for what needs no store.
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
