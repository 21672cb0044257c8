package io.grapevine.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A js-libp2p peer in a process of its own, steered by JSON lines (see peer.mjs). */
final class JsPeer implements AutoCloseable {
  private static final Path FOLDER = Path.of("src", "test", "interop", "js");
  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(20);
  private static final JsonMapper JSON = new JsonMapper();

  private final Process process;
  private final Writer commands;
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger lastId = new AtomicInteger();

  private JsPeer(Process process) {
    this.process = process;
    this.commands = process.outputWriter(UTF_8);
    Thread.ofVirtual().name("js-peer-output").start(this::read);
  }

  /** What this machine lacks to run the peer, if anything. */
  static Optional<String> missing() {
    if (node().isEmpty()) {
      return Optional.of("no Node on the path");
    }
    return Files.isDirectory(FOLDER.resolve("node_modules"))
        ? Optional.empty()
        : Optional.of("the packages of the js peer are not installed: run npm ci in " + FOLDER);
  }

  /** Starts the peer and waits until it listens. */
  static JsPeer start() throws IOException {
    Path log = Path.of("target", "js-peer.log");
    Files.createDirectories(log.getParent());
    Process process =
        new ProcessBuilder(
                node().orElseThrow().toString(), "--import", "./polyfill.mjs", "peer.mjs")
            .directory(FOLDER.toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    JsPeer peer = new JsPeer(process);
    peer.awaitEvent("ready", Map.of(), START_MAX);
    return peer;
  }

  String peerId() {
    return ready().path("peerId").asString();
  }

  /** Where the peer listens, with its id at the end. */
  String address() {
    return ready().path("addresses").path(0).asString();
  }

  /** Carries out a command; fails with what the peer says if it cannot. */
  JsonNode command(String name, Map<String, ?> parameters) {
    int id = lastId.incrementAndGet();
    ObjectNode line = JSON.valueToTree(parameters);
    line.put("id", id).put("command", name);
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    try {
      synchronized (commands) {
        commands.write(JSON.writeValueAsString(line) + "\n");
        commands.flush();
      }
      JsonNode found = answer.get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
      if (!found.path("ok").asBoolean()) {
        throw new AssertionError("js peer: " + name + ": " + found.path("error").asString());
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("js peer did not answer: " + name, e);
    } finally {
      answers.remove(id);
    }
  }

  /** Waits for an event that has all these fields. */
  JsonNode awaitEvent(String name, Map<String, String> fields, Duration limit) {
    return Awaitility.await("event " + name + " " + fields)
        .atMost(limit)
        .until(() -> event(name, fields), Optional::isPresent)
        .orElseThrow();
  }

  private Optional<JsonNode> event(String name, Map<String, String> fields) {
    return events.stream()
        .filter(event -> event.path("event").asString().equals(name))
        .filter(
            event ->
                fields.entrySet().stream()
                    .allMatch(
                        field -> event.path(field.getKey()).asString().equals(field.getValue())))
        .findFirst();
  }

  @Override
  public void close() {
    try {
      commands.close();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private JsonNode ready() {
    return event("ready", Map.of()).orElseThrow();
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
    } catch (IOException e) {
      // The process is gone; whoever waits for it runs into its limit.
      answers.values().forEach(answer -> answer.completeExceptionally(e));
    }
  }

  private static Optional<Path> node() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return List.of(path.split(File.pathSeparator, -1)).stream()
        .map(folder -> Path.of(folder, "node"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
