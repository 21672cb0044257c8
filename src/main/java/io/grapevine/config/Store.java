package io.grapevine.config;

import io.grapevine.coordination.InMemoryJobJournal;
import io.grapevine.coordination.InMemoryOutcomeLedger;
import io.grapevine.coordination.JobJournal;
import io.grapevine.coordination.OutcomeLedger;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.network.EnvelopeSeals;
import io.grapevine.storage.Database;
import io.grapevine.storage.SqlJobJournal;
import io.grapevine.storage.SqlOutcomeLedger;
import io.grapevine.storage.StoreException;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What outlives this process, if anything does. */
final class Store implements AutoCloseable {
  private static final int IN_MEMORY_OUTCOMES = 10_000;

  private final StorageProperties properties;
  private final JobProperties jobs;
  private final @Nullable Database database;

  private Store(StorageProperties properties, JobProperties jobs, @Nullable Database database) {
    this.properties = properties;
    this.jobs = jobs;
    this.database = database;
  }

  /**
   * Opens it.
   *
   * @throws StartupException if it cannot be used; says what to do
   */
  static Store open(StorageProperties properties, JobProperties jobs) {
    try {
      return new Store(
          properties, jobs, properties.isMemory() ? null : Database.open(properties.toDatabase()));
    } catch (StoreException unusable) {
      throw new StartupException(String.valueOf(unusable.getMessage()), unusable);
    }
  }

  /** The database; empty if everything is in memory. */
  Optional<Database> database() {
    return Optional.ofNullable(database);
  }

  /** The jobs of this peer. */
  JobJournal journal(PeerId self) {
    if (database == null) {
      return inMemory(jobs);
    }
    try {
      return SqlJobJournal.open(database, self, properties.toJournal(), InstantSource.system());
    } catch (StoreException unusable) {
      throw new StartupException(String.valueOf(unusable.getMessage()), unusable);
    }
  }

  /** For peers that are there to try things out. */
  static JobJournal inMemory(JobProperties jobs) {
    return new InMemoryJobJournal(jobs.keptMax(), jobs.keptSizeMax().toBytes());
  }

  /** The outcomes that this peer hears. */
  OutcomeLedger ledger(PeerId self) {
    if (database == null) {
      return ledgerInMemory(jobs);
    }
    try {
      return SqlOutcomeLedger.open(database, self, jobs.outcomesKept(), EnvelopeSeals.INSTANCE);
    } catch (StoreException unusable) {
      throw new StartupException(String.valueOf(unusable.getMessage()), unusable);
    }
  }

  /** For peers that are there to try things out; keeps no more than fits in memory. */
  static OutcomeLedger ledgerInMemory(JobProperties jobs) {
    return new InMemoryOutcomeLedger(
        Math.min(jobs.outcomesKept(), IN_MEMORY_OUTCOMES), EnvelopeSeals.INSTANCE);
  }

  @Override
  public void close() {
    if (database != null) {
      database.close();
    }
  }
}
