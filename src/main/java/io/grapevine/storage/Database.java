package io.grapevine.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.UnaryOperator;
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
    return open(config, UnaryOperator.identity());
  }

  /**
   * Opens a store.
   *
   * @param between stands between the writer and its connections
   */
  static Database open(DatabaseConfig config, UnaryOperator<Connector> between) {
    if (config.url().startsWith(SqliteFile.URL)) {
      return openFile(config, between);
    }
    if (config.url().startsWith(Postgres.URL)) {
      var source = Postgres.source(config);
      Connector writing = between.apply(source::getConnection);
      StoreSite site = new StoreSite(Dialect.POSTGRESQL, Postgres.shown(source));
      Migrations.run(source, site);
      return open(config, site, writing, source, null);
    }
    throw new StoreException(
        "grapevine.storage.url begins with jdbc:sqlite: or jdbc:postgresql:, or is 'memory'");
  }

  private static Database openFile(DatabaseConfig config, UnaryOperator<Connector> between) {
    Path file = SqliteFile.of(config.url());
    OneProcess lock = OneProcess.take(file);
    try {
      SqliteFile.prepare(file);
      DataSource writing = SqliteFile.writing(file);
      StoreSite site = new StoreSite(Dialect.SQLITE, file.toString());
      Migrations.run(writing, site);
      return open(
          config, site, between.apply(writing::getConnection), SqliteFile.reading(file), lock);
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
      StoreSite site,
      Connector writing,
      DataSource reading,
      @Nullable OneProcess lock) {
    HikariConfig readers = new HikariConfig();
    readers.setPoolName("store-readers");
    readers.setDataSource(reading);
    readers.setMaximumPoolSize(config.readers());
    readers.setMinimumIdle(1);
    readers.setConnectionTimeout(READER_WAIT.toMillis());
    readers.setReadOnly(site.dialect() == Dialect.POSTGRESQL);
    if (site.dialect() == Dialect.SQLITE) {
      readers.setConnectionInitSql("PRAGMA query_only = ON");
    }
    GroupWriter writer = new GroupWriter(site, writing, config);
    LOG.info("The store is {}", site.name());
    return new Database(site.dialect(), writer, new HikariDataSource(readers), lock);
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
