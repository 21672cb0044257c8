package io.grapevine.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A peer on another libp2p in a process of its own, steered by JSON lines: commands go to its
 * standard input, answers and events come from its standard output (see peer.mjs and main.go).
 */
final class PeerProcess implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(20);
  private static final int TAIL_LINES = 20;
  private static final JsonMapper JSON = new JsonMapper();

  private final PeerKind kind;
  private final Process process;
  private final Path log;
  private final Writer commands;
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger lastId = new AtomicInteger();
  private final Thread reader;

  private PeerProcess(PeerKind kind, Process process, Path log) {
    this.kind = kind;
    this.process = process;
    this.log = log;
    this.commands = process.outputWriter(UTF_8);
    this.reader = Thread.ofVirtual().name(kind + "-peer-output").start(this::read);
  }

  /** Starts a peer with the options of its program, and waits until it listens. */
  static PeerProcess start(PeerKind kind, Map<String, ?> options) throws IOException {
    Path logs = Files.createDirectories(Path.of("target", "interop"));
    Path log = Files.createTempFile(logs, kind + "-", ".log");
    List<String> command = new ArrayList<>(kind.command());
    command.add(JSON.writeValueAsString(options));
    Process process =
        new ProcessBuilder(command)
            .directory(kind.folder().toFile())
            .redirectError(log.toFile())
            .start();
    PeerProcess peer = new PeerProcess(kind, process, log);
    try {
      peer.awaitEvent("ready", Map.of(), START_MAX);
      return peer;
    } catch (AssertionError e) {
      peer.kill();
      throw e;
    }
  }

  PeerId id() {
    try {
      return PeerId.parse(ready().path("peerId").asString());
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  /** Where the peer listens, with its id at the end. */
  Multiaddr address() {
    try {
      return Multiaddr.parse(ready().path("addresses").path(0).asString());
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  /** Carries out a command that concerns one of our peers. */
  JsonNode command(String name, PeerId about, Map<String, ?> parameters) {
    Map<String, Object> all = new HashMap<>(parameters);
    all.put("peerId", about.toString());
    return command(name, all, ANSWER_MAX);
  }

  /** Carries out a command; fails with what the peer says if it cannot. */
  JsonNode command(String name, Map<String, ?> parameters) {
    return command(name, parameters, ANSWER_MAX);
  }

  /** Carries out a command that may take so long. */
  JsonNode command(String name, Map<String, ?> parameters, Duration limit) {
    int id = lastId.incrementAndGet();
    ObjectNode line = JSON.valueToTree(parameters);
    line.put("id", id).put("command", name).put("limitMillis", limit.toMillis());
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    try {
      synchronized (commands) {
        commands.write(JSON.writeValueAsString(line) + "\n");
        commands.flush();
      }
      JsonNode found = answer.get(limit.plus(ANSWER_MAX).toMillis(), TimeUnit.MILLISECONDS);
      if (!found.path("ok").asBoolean()) {
        throw new AssertionError(describe(name + ": " + found.path("error").asString()));
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(describe(name), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(describe("no answer to " + name), e);
    } finally {
      answers.remove(id);
    }
  }

  /** Waits for an event that has all these fields. */
  JsonNode awaitEvent(String name, Map<String, String> fields, Duration limit) {
    try {
      return Awaitility.await()
          .atMost(limit)
          .pollInterval(Duration.ofMillis(10))
          .until(
              () -> events(name, fields).stream().findFirst(),
              found -> found.isPresent() || !reader.isAlive())
          .orElseThrow();
    } catch (ConditionTimeoutException | NoSuchElementException e) {
      throw new AssertionError(describe("no event " + name + " " + fields + " in " + limit), e);
    }
  }

  /** All events so far that have all these fields. */
  List<JsonNode> events(String name, Map<String, String> fields) {
    Predicate<JsonNode> matches =
        event ->
            fields.entrySet().stream()
                .allMatch(f -> event.path(f.getKey()).asString("").equals(f.getValue()));
    return events.stream()
        .filter(event -> event.path("event").asString("").equals(name))
        .filter(matches)
        .toList();
  }

  /** Ends the process at once, as a crash does: its sockets close without a goodbye. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  @Override
  public void close() {
    try {
      commands.close();
    } catch (IOException e) {
      process.destroyForcibly();
    }
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      reader.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private JsonNode ready() {
    return events("ready", Map.of()).getFirst();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode node = JSON.readTree(line);
        CompletableFuture<JsonNode> answer = answers.get(node.path("id").asInt(0));
        if (answer != null) {
          answer.complete(node);
        } else {
          events.add(node);
        }
      }
      fail(new IOException("the process has ended"));
    } catch (IOException e) {
      fail(e);
    }
  }

  /** The process is gone; whoever waits for it need not go on waiting. */
  private void fail(IOException reason) {
    answers.values().forEach(answer -> answer.completeExceptionally(reason));
  }

  /** What the peer said last, for the message of a failure. */
  private String describe(String failure) {
    StringBuilder text = new StringBuilder(kind + " peer: " + failure + "\nits last events:");
    tail(events).forEach(event -> text.append("\n  ").append(event));
    try {
      List<String> errors = tail(Files.readAllLines(log, UTF_8));
      errors.forEach(line -> text.append("\n  stderr: ").append(line));
    } catch (IOException e) {
      text.append("\n  no ").append(log).append(": ").append(e);
    }
    return text.toString();
  }

  private static <T> List<T> tail(List<T> all) {
    return all.subList(Math.max(0, all.size() - TAIL_LINES), all.size());
  }
}
