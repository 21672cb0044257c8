package io.grapevine.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An open store: its tables are up to date, one connection writes and a few read. */
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final Duration READER_WAIT = Duration.ofSeconds(5);

  private final Dialect dialect;
  private final GroupWriter writer;
  private final HikariDataSource pool;
  private final JdbcClient reads;
  private final @Nullable OneProcess lock;

  private Database(
      Dialect dialect, GroupWriter writer, HikariDataSource pool, @Nullable OneProcess lock) {
    this.dialect = dialect;
    this.writer = writer;
    this.pool = pool;
    this.reads = JdbcClient.create(pool);
    this.lock = lock;
  }

  /**
   * Opens a store, and makes it if it is a file that is not there.
   *
   * @throws StoreException if that cannot be done; says what to do
   */
  public static Database open(DatabaseConfig config) {
    if (config.url().startsWith(SqliteFile.URL)) {
      return openFile(config);
    }
    if (config.url().startsWith(Postgres.URL)) {
      var source = Postgres.source(config);
      return open(config, Dialect.POSTGRESQL, source, source, Postgres.shown(source), null);
    }
    throw new StoreException(
        "grapevine.storage.url begins with jdbc:sqlite: or jdbc:postgresql:, or is 'memory'");
  }

  private static Database openFile(DatabaseConfig config) {
    Path file = SqliteFile.of(config.url());
    OneProcess lock = OneProcess.take(file);
    try {
      SqliteFile.prepare(file);
      return open(
          config,
          Dialect.SQLITE,
          SqliteFile.writing(file),
          SqliteFile.reading(file),
          file.toString(),
          lock);
    } catch (SQLException broken) {
      lock.close();
      throw new StoreException(
          "The store %s cannot be opened: %s".formatted(file, broken.getMessage()), broken);
    } catch (RuntimeException unusable) {
      lock.close();
      throw unusable;
    }
  }

  private static Database open(
      DatabaseConfig config,
      Dialect dialect,
      DataSource writing,
      DataSource reading,
      String shown,
      @Nullable OneProcess lock) {
    Migrations.run(writing, dialect, shown);
    HikariConfig readers = new HikariConfig();
    readers.setPoolName("store-readers");
    readers.setDataSource(reading);
    readers.setMaximumPoolSize(config.readers());
    readers.setMinimumIdle(1);
    readers.setConnectionTimeout(READER_WAIT.toMillis());
    readers.setReadOnly(dialect == Dialect.POSTGRESQL);
    if (dialect == Dialect.SQLITE) {
      readers.setConnectionInitSql("PRAGMA query_only = ON");
    }
    GroupWriter writer = new GroupWriter(dialect, writing::getConnection, config);
    LOG.info("The store is {}", shown);
    return new Database(dialect, writer, new HikariDataSource(readers), lock);
  }

  /** Which kind it is. */
  public Dialect dialect() {
    return dialect;
  }

  /** All that changes anything goes through here. */
  public GroupWriter writer() {
    return writer;
  }

  /** For queries; sees what is durable. */
  public JdbcClient reads() {
    return reads;
  }

  /** Writes what was handed over, up to a limit, and lets go of the database. */
  @Override
  public void close() {
    writer.close();
    pool.close();
    if (lock != null) {
      lock.close();
    }
  }
}
