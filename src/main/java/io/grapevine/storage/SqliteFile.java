package io.grapevine.storage;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteJDBCLoader;

/** How an SQLite file is opened: nothing that was committed is lost, not even by a power cut. */
final class SqliteFile {
  static final String URL = "jdbc:sqlite:";
  private static final String LIBRARY_DIRECTORY = "org.sqlite.tmpdir";
  private static final Logger LOG = LoggerFactory.getLogger(SqliteFile.class);
  private static final int BUSY_MILLIS = 5_000;
  private static final int CACHE_KIBIBYTES = 16 * 1_024;
  private static final int WAL_BYTES_KEPT = 64 << 20;

  /**
   * Pages of the log after which it is carried over into the file. Many commits touch the same
   * pages, so that carrying over seldom means carrying over less.
   */
  private static final int WAL_PAGES_MAX = 10_000;

  private SqliteFile() {}

  /**
   * The file of a URL, whose directory exists afterwards.
   *
   * @throws StoreException if there can be no such file
   */
  static Path of(String url) {
    String name = url.substring(URL.length());
    if (name.isBlank() || name.startsWith(":") || name.contains("?")) {
      throw new StoreException(
          "grapevine.storage.url is '%s'; a file is named like jdbc:sqlite:data/grapevine.db"
              .formatted(url));
    }
    try {
      Path file = Path.of(name).toAbsolutePath();
      Path directory = file.getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      if (!Files.exists(file)) {
        create(file);
      }
      return file;
    } catch (InvalidPathException | IOException impossible) {
      throw new StoreException(
          "The store %s cannot be made: %s. Make its directory writable, or set"
                  .formatted(name, impossible.getMessage())
              + " grapevine.storage.url.",
          impossible);
    }
  }

  /** Payloads are nobody else's business. */
  private static void create(Path file) throws IOException {
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
  }

  /**
   * Sees to it that a new file can give back the room of what was deleted, which must be said
   * before anything is in it.
   */
  static void prepare(Path file) throws SQLException {
    loadLibrary(file);
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl(URL + file);
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
      statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
      statement.execute("PRAGMA journal_mode = WAL");
    }
  }

  /**
   * Loads the native library, which its driver unpacks into the directory for temporary files
   * first. Where nothing in there may be executed, as in many containers, it goes beside the
   * database.
   */
  private static void loadLibrary(Path file) throws SQLException {
    try {
      SQLiteJDBCLoader.initialize();
    } catch (Exception refused) {
      Path beside = file.getParent();
      if (beside == null || System.getProperty(LIBRARY_DIRECTORY) != null) {
        throw new SQLException("the native library of SQLite cannot be loaded", refused);
      }
      LOG.info("Nothing can be executed in the directory for temporary files; using {}", beside);
      System.setProperty(LIBRARY_DIRECTORY, beside.toString());
    }
  }

  static SQLiteDataSource writing(Path file) {
    return source(file, config());
  }

  static SQLiteDataSource reading(Path file) {
    SQLiteConfig config = config();
    config.setTransactionMode(SQLiteConfig.TransactionMode.DEFERRED);
    return source(file, config);
  }

  private static SQLiteConfig config() {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setJournalSizeLimit(WAL_BYTES_KEPT);
    config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, String.valueOf(WAL_PAGES_MAX));
    config.setCacheSize(-CACHE_KIBIBYTES);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    return config;
  }

  private static SQLiteDataSource source(Path file, SQLiteConfig config) {
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl(URL + file);
    return source;
  }
}
