package io.grapevine.storage;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL server for all tests of this JVM; each test gets a database of its own. */
public final class TestPostgres {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private TestPostgres() {}

  /** The address of a new, empty database; skips the test where there can be no server. */
  public static String freshUrl() {
    assumeAllowed();
    String name = "test" + DATABASES.incrementAndGet();
    try (Connection connection = Holder.SERVER.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException failed) {
      throw new IllegalStateException("the embedded PostgreSQL does not work", failed);
    }
    return Holder.SERVER.getJdbcUrl("postgres", name);
  }

  /**
   * PostgreSQL refuses to run as root, so root starts it in a user namespace of its own. Containers
   * often forbid that.
   */
  static void assumeAllowed() {
    assumeTrue(
        !"root".equals(System.getProperty("user.name")) || LinuxUtils.isUnshareAvailable(),
        "PostgreSQL does not run as root, and unshare is not permitted here; run the tests as an"
            + " ordinary user");
  }

  /** Started when it is first needed; stopped with the JVM. */
  private static final class Holder {
    static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            // As a server is set up that must not lose anything, so that figures are honest.
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_connections", "100")
            .start();
      } catch (IOException failed) {
        throw new UncheckedIOException("the embedded PostgreSQL does not start", failed);
      }
    }
  }
}
