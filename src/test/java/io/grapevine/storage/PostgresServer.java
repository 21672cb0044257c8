package io.grapevine.storage;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL server with data of its own that can be stopped in several ways and started again at
 * the same port. PostgreSQL does not run as root, so root starts it as the user {@code nobody}.
 */
public final class PostgresServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String NOBODY = "nobody";
  private static final List<String> AS_NOBODY =
      List.of("setpriv", "--reuid=" + NOBODY, "--regid=65534", "--clear-groups");

  private final Path home;
  private final Path data;
  private final int port;
  private Process process;

  private PostgresServer(Path home, Path data, int port) throws IOException {
    this.home = home;
    this.data = data;
    this.port = port;
    this.process = launch();
  }

  /** Starts a server with an empty database; skips the test where there can be none. */
  public static PostgresServer start() {
    assumeAllowed();
    try {
      Path home = PostgresBinaries.directory();
      Path data = Files.createTempDirectory("grapevine-postgres-data-");
      if (isRoot()) {
        Files.setOwner(
            data,
            data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NOBODY));
      }
      run(
          List.of(home.resolve("bin/initdb").toString(), "-D", data.toString()),
          List.of("-U", "postgres", "-A", "trust", "-E", "UTF-8", "--no-locale", "--no-sync"));
      Path rules = data.resolve("pg_hba.conf");
      String usual = Files.readString(rules);
      Files.writeString(
          rules,
          "host all stranger all scram-sha-256\n" + usual,
          StandardOpenOption.TRUNCATE_EXISTING);
      PostgresServer server = new PostgresServer(home, data, freePort());
      server.awaitUp();
      return server;
    } catch (IOException failed) {
      throw new UncheckedIOException("the PostgreSQL for tests does not start", failed);
    }
  }

  static void assumeAllowed() {
    assumeTrue(
        !isRoot() || mayBecomeNobody(),
        "PostgreSQL does not run as root, and setpriv cannot make root another user here");
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static boolean mayBecomeNobody() {
    try {
      List<String> command = new ArrayList<>(AS_NOBODY);
      command.add("true");
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Where it listens on loopback. */
  public int port() {
    return port;
  }

  /** The address of one of its databases, for a user that needs no password. */
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=postgres".formatted(port, database);
  }

  /** The address of a database for somebody whose password does not fit. */
  String strangersUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=stranger&password=wrong"
        .formatted(port, database);
  }

  /** Starts it again, with what it has committed. */
  public void startAgain() {
    try {
      process = launch();
      awaitUp();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Ends all of it at once, so that it has to recover when it starts again. */
  public void crash() {
    stop("immediate");
  }

  /** Stops all its processes without ending them: connections stay open, nothing answers. */
  public void freeze() {
    signal("-STOP");
  }

  /** Lets them go on. */
  public void thaw() {
    signal("-CONT");
  }

  private void signal(String signal) {
    List<String> command = new ArrayList<>(List.of("kill", signal, "" + process.pid()));
    process.descendants().forEach(child -> command.add("" + child.pid()));
    try {
      // A child that has ended meanwhile is no failure.
      new ProcessBuilder(command).start().waitFor(10, TimeUnit.SECONDS);
    } catch (IOException noSuchProgram) {
      throw new UncheckedIOException(noSuchProgram);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private Process launch() throws IOException {
    List<String> command = new ArrayList<>(isRoot() ? AS_NOBODY : List.of());
    command.addAll(List.of(home.resolve("bin/postgres").toString(), "-D", data.toString()));
    // As a server is set up that must not lose anything, so that figures are honest.
    command.addAll(List.of("-c", "fsync=on", "-c", "synchronous_commit=on"));
    command.addAll(List.of("-c", "max_connections=100", "-c", "unix_socket_directories="));
    command.addAll(List.of("-h", "127.0.0.1", "-p", "" + port));
    return new ProcessBuilder(command)
        .directory(data.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private void awaitUp() {
    await("PostgreSQL")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              try (Connection connection = DriverManager.getConnection(url("postgres"))) {
                return connection.isValid(1);
              } catch (SQLException notYet) {
                return false;
              }
            });
  }

  private void stop(String mode) {
    if (process.isAlive()) {
      run(
          List.of(home.resolve("bin/pg_ctl").toString(), "-D", data.toString()),
          List.of("-m", mode, "-w", "stop"));
    }
  }

  private static void run(List<String> program, List<String> options) {
    List<String> command = new ArrayList<>(isRoot() ? AS_NOBODY : List.of());
    command.addAll(program);
    command.addAll(options);
    try {
      Path output = Files.createTempFile("postgres", ".out");
      Process process =
          new ProcessBuilder(command)
              .directory(Path.of(System.getProperty("java.io.tmpdir")).toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      String said = Files.readString(output);
      Files.delete(output);
      if (!ended || process.exitValue() != 0) {
        throw new IllegalStateException(command + " failed: " + said);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", stopped);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }

  /** Stops it, and deletes its data. */
  @Override
  public void close() {
    try {
      thaw();
      stop("immediate");
      delete(data);
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }
}
