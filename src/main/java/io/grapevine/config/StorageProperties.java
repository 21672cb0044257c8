package io.grapevine.config;

import io.grapevine.storage.DatabaseConfig;
import io.grapevine.storage.JournalConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where this peer keeps what must outlive its process, and for how long.
 *
 * @param url jdbc:sqlite: and a file that belongs to this peer alone; jdbc:postgresql://host/name
 *     for a database that several requesters may share; or memory, to store nothing
 * @param user of the database; not for a file
 * @param password of that user
 * @param connections for reading, beside the one that writes
 * @param patience how long a write is tried again when the database cannot be reached, before
 *     clients are told
 * @param lease how long a requester may show no sign of life before others on the same database
 *     take its unfinished jobs over
 * @param keptFor how long finished jobs are kept
 * @param keptMax finished jobs that are kept at most, the newest
 * @param keptSizeMax payloads and results of finished jobs that are kept at most
 */
@ConfigurationProperties("grapevine.storage")
public record StorageProperties(
    @DefaultValue("jdbc:sqlite:data/grapevine.db") String url,
    @Nullable String user,
    @Nullable String password,
    @DefaultValue("4") int connections,
    @DefaultValue("3s") Duration patience,
    @DefaultValue("15s") Duration lease,
    @DefaultValue("30d") Duration keptFor,
    @DefaultValue("100000") long keptMax,
    @DefaultValue("2GB") DataSize keptSizeMax) {
  private static final String MEMORY = "memory";
  private static final Duration LEASE_MIN = Duration.ofSeconds(1);

  /** Checks the bounds. */
  public StorageProperties {
    Checks.atLeast("grapevine.storage.connections", connections, 1);
    Checks.positive("grapevine.storage.patience", patience);
    if (lease.compareTo(LEASE_MIN) < 0) {
      throw new IllegalArgumentException(
          "grapevine.storage.lease is " + lease + "; it has to be at least " + LEASE_MIN);
    }
    Checks.positive("grapevine.storage.kept-for", keptFor);
    Checks.atLeast("grapevine.storage.kept-max", keptMax, 1);
    Checks.atLeast("grapevine.storage.kept-size-max", keptSizeMax.toBytes(), 1);
  }

  boolean isMemory() {
    return url.equals(MEMORY);
  }

  DatabaseConfig toDatabase() {
    return DatabaseConfig.of(url).as(user, password).reading(connections).patient(patience);
  }

  JournalConfig toJournal() {
    return new JournalConfig(keptFor, keptMax, keptSizeMax.toBytes(), lease);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "grapevine.storage with user " + user;
  }
}
