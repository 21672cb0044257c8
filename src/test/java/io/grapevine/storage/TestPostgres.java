package io.grapevine.storage;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL server for all tests of this JVM; each test gets a database of its own. */
public final class TestPostgres {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private TestPostgres() {}

  /** The address of a new, empty database; skips the test where there can be no server. */
  public static String freshUrl() {
    PostgresServer server = server();
    String name = "test" + DATABASES.incrementAndGet();
    try (Connection connection = DriverManager.getConnection(server.url("postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException failed) {
      throw new IllegalStateException("the PostgreSQL for tests does not work", failed);
    }
    return server.url(name);
  }

  /** The server; skips the test where there can be none. */
  static PostgresServer server() {
    PostgresServer.assumeAllowed();
    return Holder.SERVER;
  }

  /** Started when it is first needed; stopped with the JVM. */
  private static final class Holder {
    static final PostgresServer SERVER = start();

    private static PostgresServer start() {
      PostgresServer server = PostgresServer.start();
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      return server;
    }
  }
}
