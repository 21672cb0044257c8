package io.grapevine.storage;

import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** How a PostgreSQL server is reached; every wait for it ends. */
final class Postgres {
  static final String URL = "jdbc:postgresql:";
  private static final int USUAL_PORT = 5432;
  private static final int CONNECT_SECONDS = 3;
  private static final int ANSWER_SECONDS = 15;

  /**
   * A peer that is stopped in the middle of a transaction must not keep others from taking its jobs
   * over.
   */
  private static final String OPTIONS =
      "-c lock_timeout=5s -c statement_timeout=14s -c idle_in_transaction_session_timeout=5s";

  private Postgres() {}

  static PGSimpleDataSource source(DatabaseConfig config) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    try {
      source.setURL(config.url());
    } catch (IllegalArgumentException wrong) {
      throw new StoreException(
          "grapevine.storage.url is not the address of a PostgreSQL database, such as"
              + " jdbc:postgresql://host:5432/grapevine",
          wrong);
    }
    if (config.user() != null) {
      source.setUser(config.user());
    }
    if (config.password() != null) {
      source.setPassword(config.password());
    }
    source.setApplicationName("grapevine");
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setLoginTimeout(CONNECT_SECONDS);
    source.setSocketTimeout(ANSWER_SECONDS);
    source.setTcpKeepAlive(true);
    source.setOptions(OPTIONS);
    return source;
  }

  /** Where it is, without whatever else the URL may hold. */
  static String shown(PGSimpleDataSource source) {
    String[] hosts = source.getServerNames();
    int[] ports = source.getPortNumbers();
    StringJoiner servers = new StringJoiner(",");
    for (int i = 0; hosts != null && i < hosts.length; i++) {
      servers.add(hosts[i] + ":" + port(ports, i));
    }
    return servers + "/" + source.getDatabaseName();
  }

  /** The driver says 0 for the usual one. */
  private static int port(int @Nullable [] ports, int index) {
    return ports == null || index >= ports.length || ports[index] == 0 ? USUAL_PORT : ports[index];
  }
}
