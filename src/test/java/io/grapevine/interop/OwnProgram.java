package io.grapevine.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.host.PeerListener;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.pubsub.ReceivedMessage;
import io.grapevine.libp2p.pubsub.Verdict;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.slf4j.Logger;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A peer on our own stack as a program that speaks the language of the foreign ones, as far as a
 * mesh needs it, so that it can be killed like them. Its only argument is a JSON object with the
 * option {@code seed}. It ends when its standard input ends.
 */
final class OwnProgram {
  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final JsonMapper JSON = new JsonMapper();

  private final OwnPeer peer;
  private final PrintStream out;

  private OwnProgram(OwnPeer peer, PrintStream out) {
    this.peer = peer;
    this.out = out;
  }

  /** How to start it: with nothing but what it needs, so that it starts fast. */
  static List<String> command() {
    String classPath =
        Stream.of(
                OwnProgram.class,
                Host.class,
                JsonMapper.class,
                JsonFactory.class,
                JsonInclude.class,
                Logger.class,
                Ed25519.class)
            .map(it -> Path.of(URI.create(location(it))).toString())
            .distinct()
            .collect(joining(File.pathSeparator));
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx128m",
        "--class-path",
        classPath,
        OwnProgram.class.getName());
  }

  private static String location(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().toString();
  }

  /** Runs the peer until standard input ends. */
  public static void main(String... arguments) throws IOException {
    String seed = JSON.readTree(arguments[0]).path("seed").asString("");
    try (OwnPeer peer = OwnPeer.start(KeyPair.generate(repeatable(seed)));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      OwnProgram program = new OwnProgram(peer, System.out);
      program.listen();
      program.emit(
          Map.of(
              "event", "ready",
              "peerId", peer.id().toString(),
              "addresses", List.of(peer.address())));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        JsonNode command = JSON.readTree(line);
        Thread.ofVirtual().start(() -> program.answer(command));
      }
    }
  }

  private void listen() {
    peer.host()
        .addListener(
            new PeerListener() {
              @Override
              public void peerConnected(PeerId id) {
                emit(Map.of("event", "connected", "peerId", id.toString()));
              }

              @Override
              public void peerDisconnected(PeerId id) {
                emit(Map.of("event", "disconnected", "peerId", id.toString()));
              }
            });
  }

  private void answer(JsonNode command) {
    ObjectNode answer = JSON.createObjectNode().put("id", command.path("id").asInt());
    try {
      answer.setAll((ObjectNode) JSON.valueToTree(carryOut(command)));
      answer.put("ok", true);
    } catch (IOException | RuntimeException e) {
      answer.put("ok", false).put("error", e.toString());
    }
    emit(answer);
  }

  private Map<String, ?> carryOut(JsonNode command) throws IOException {
    String topic = command.path("topic").asString("");
    return switch (command.path("command").asString()) {
      case "dial" -> {
        Multiaddr address = Multiaddr.parse(command.path("address").asString());
        yield Map.of("peerId", peer.host().connect(address, LIMIT).toString());
      }
      case "subscribe" -> {
        peer.gossip().subscribe(topic, message -> Verdict.ACCEPT, this::emitMessage);
        yield Map.of();
      }
      case "publish" -> {
        byte[] payload = Base64.getDecoder().decode(command.path("payload").asString());
        yield Map.of("recipients", peer.gossip().publish(topic, payload).recipients());
      }
      case "mesh" ->
          Map.of("mesh", peer.gossip().mesh(topic).stream().map(PeerId::toString).toList());
      default -> throw new IllegalArgumentException("unknown command: " + command);
    };
  }

  private void emitMessage(ReceivedMessage message) {
    emit(
        Map.of(
            "event", "message",
            "topic", message.topic(),
            "author", message.author().toString(),
            "from", message.from().toString(),
            "payload", Base64.getEncoder().encodeToString(message.payload())));
  }

  private synchronized void emit(Object line) {
    out.println(JSON.writeValueAsString(line));
    out.flush();
  }

  /** Gives the same bytes for the same seed, and with them the same identity. */
  private static SecureRandom repeatable(String seed) {
    try {
      SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(seed.getBytes(UTF_8));
      return random;
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
