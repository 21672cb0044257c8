package io.grapevine.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** One peer of the cluster: its directory, its proxy, and its process while it has one. */
final class Member {
  private static final Duration START_MAX = Duration.ofSeconds(90);

  /** A peer that dies so often before it serves will not serve. */
  private static final int DEATHS_MAX = 5;

  private final String name;
  private final Path directory;
  private final List<String> properties;
  private final CutProxy proxy;
  private @Nullable Process process;
  private int starts;

  Member(String name, Path root, CutProxy proxy, List<String> properties) throws IOException {
    this.name = name;
    this.directory = Files.createDirectories(root.resolve(name));
    this.proxy = proxy;
    this.properties = List.copyOf(properties);
  }

  String name() {
    return name;
  }

  Path directory() {
    return directory;
  }

  CutProxy proxy() {
    return proxy;
  }

  synchronized boolean isRunning() {
    return process != null && process.isAlive();
  }

  /** Starts a process; it takes seconds until it serves. */
  synchronized void start() throws IOException {
    Files.deleteIfExists(directory.resolve(ChaosPeer.PORTS));
    starts++;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of(ChaosPeer.class.getName(), directory.toString()));
    command.addAll(properties);
    Path log = directory.resolve("log-" + starts);
    process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /**
   * Waits until the process serves, and leads the proxy to it; restarts one that died meanwhile.
   */
  void awaitUp() {
    int deathsAllowed = startsSoFar() + DEATHS_MAX;
    Awaitility.await(name)
        .atMost(START_MAX)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              if (!isRunning()) {
                assertThat(startsSoFar())
                    .as("starts, logs in " + directory)
                    .isLessThan(deathsAllowed);
                start();
              }
              return Files.exists(directory.resolve(ChaosPeer.PORTS));
            });
    proxy.leadTo(port(0));
  }

  private synchronized int startsSoFar() {
    return starts;
  }

  /** Whether the process has said that it serves. */
  boolean isUp() {
    return isRunning() && Files.exists(directory.resolve(ChaosPeer.PORTS));
  }

  /** The port of its HTTP interface. */
  int http() {
    return port(1);
  }

  /** Ends the process at once. */
  synchronized void kill() {
    Process victim = process;
    if (victim != null) {
      victim.destroyForcibly();
      awaitEnd(victim, Duration.ofSeconds(10));
    }
  }

  /** Asks the process to stop, and waits for it; false if it had to be killed. */
  boolean terminate(Duration limit) {
    Process asked;
    synchronized (this) {
      asked = process;
    }
    if (asked == null) {
      return true;
    }
    asked.destroy();
    boolean ended = awaitEnd(asked, limit);
    if (!ended) {
      kill();
    }
    return ended;
  }

  void freeze() {
    signal("STOP");
  }

  void thaw() {
    signal("CONT");
  }

  private void signal(String signal) {
    Process victim;
    synchronized (this) {
      victim = process;
    }
    if (victim == null || !victim.isAlive()) {
      return;
    }
    try {
      Process kill = new ProcessBuilder("kill", "-" + signal, "" + victim.pid()).start();
      awaitEnd(kill, Duration.ofSeconds(5));
    } catch (IOException noSuchProgram) {
      throw new AssertionError(noSuchProgram);
    }
  }

  private static boolean awaitEnd(Process process, Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private int port(int index) {
    try {
      String[] ports = Files.readString(directory.resolve(ChaosPeer.PORTS), UTF_8).split(" ", -1);
      return Integer.parseInt(ports[index]);
    } catch (IOException notUp) {
      throw new IllegalStateException(name + " does not serve", notUp);
    }
  }
}
