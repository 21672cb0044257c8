package io.grapevine.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.host.ProtocolBinding;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.pubsub.PubSub;
import io.grapevine.libp2p.pubsub.PubSubObserver;
import io.grapevine.libp2p.pubsub.ReceivedMessage;
import io.grapevine.libp2p.pubsub.Verdict;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Our stack and js-libp2p understand each other on every layer, whoever begins. */
class JsPeerIT {
  private static final String ECHO = "/grapevine-test/echo/1";
  private static final String TOPIC = "/grapevine-test/gossip";
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final List<AutoCloseable> opened = new ArrayList<>();
  private JsPeer js;

  @BeforeEach
  void startJs() throws IOException {
    Optional<String> missing = JsPeer.missing();
    assumeTrue(missing.isEmpty(), missing::orElseThrow);
    js = JsPeer.start();
    opened.add(js);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : opened.reversed()) {
      one.close();
    }
  }

  @Test
  void jsDialsInPingsAndIdentifies() throws IOException {
    Host host = host();
    assertThat(js.command("dial", Map.of("address", address(host))).path("peerId").asString())
        .isEqualTo(host.peerId().toString());
    await().atMost(LIMIT).until(() -> host.isConnected(jsId()));
    Map<String, String> us = Map.of("peerId", host.peerId().toString());
    assertThat(js.command("ping", us).path("roundTripMillis").asInt()).isNotNegative();

    JsonNode identity = js.command("identify", us);
    assertThat(identity.path("peerId").asString()).isEqualTo(host.peerId().toString());
    assertThat(identity.path("agentVersion").asString()).isEqualTo("grapevine/interop");
    assertThat(texts(identity.path("protocols")))
        .contains("/ipfs/id/1.0.0", "/ipfs/id/push/1.0.0", "/ipfs/ping/1.0.0", ECHO);
    String listening = host.addresses().getFirst().toString();
    assertThat(texts(identity.path("listenAddresses"))).containsExactly(listening);
    assertThat(texts(identity.path("signedRecordAddresses"))).containsExactly(listening);
  }

  @Test
  void jsIsDialledPingedAndIdentified() throws IOException {
    Host host = host();
    assertThat(host.connect(Multiaddr.parse(js.address()), LIMIT)).isEqualTo(jsId());
    assertThat(host.ping(jsId(), LIMIT)).isPositive();
    await().atMost(LIMIT).until(() -> !host.peerStore().protocols(jsId()).isEmpty());
    assertThat(host.peerStore().agent(jsId())).startsWith("js-libp2p/");
    assertThat(host.peerStore().protocols(jsId())).contains("/meshsub/1.2.0", ECHO);
    assertThat(host.peerStore().addresses(jsId()))
        .contains(Multiaddr.parse(js.address()).withoutPeer());
  }

  @Test
  void jsEchoesWhatWeSend() throws IOException {
    Host host = host();
    host.connect(Multiaddr.parse(js.address()), LIMIT);
    byte[] sent = bytes(300_000);
    try (Stream stream = host.open(jsId(), List.of(ECHO), LIMIT)) {
      Thread writer = Thread.ofVirtual().start(() -> write(stream, sent));
      assertThat(stream.input().readAllBytes()).isEqualTo(sent);
      assertThat(writer.isAlive()).isFalse();
    }
  }

  @Test
  void weEchoWhatJsSends() throws IOException {
    Host host = host();
    js.command("dial", Map.of("address", address(host)));
    String sent = Base64.getEncoder().encodeToString(bytes(100_000));
    Map<String, String> request =
        Map.of("peerId", host.peerId().toString(), "protocol", ECHO, "payload", sent);
    assertThat(js.command("echo", request).path("payload").asString()).isEqualTo(sent);
  }

  @Test
  void signedMessagesOfJsReachPeersBehindOurs() throws IOException {
    List<ReceivedMessage> received = new CopyOnWriteArrayList<>();
    Host near = host();
    Host far = host();
    PubSub nearGossip = gossip(near, new CopyOnWriteArrayList<>());
    PubSub farGossip = gossip(far, received);
    near.connect(far.peerId(), far.addresses(), LIMIT);
    js.command("dial", Map.of("address", address(near)));
    js.command("subscribe", Map.of("topic", TOPIC));
    await().atMost(LIMIT).until(() -> nearGossip.mesh(TOPIC).contains(jsId()));
    await().atMost(LIMIT).until(() -> nearGossip.mesh(TOPIC).contains(far.peerId()));

    String hello = Base64.getEncoder().encodeToString("hello from js".getBytes(UTF_8));
    js.command("publish", Map.of("topic", TOPIC, "payload", hello));
    await().atMost(LIMIT).until(() -> !received.isEmpty());
    assertThat(received.getFirst().author()).isEqualTo(jsId());
    assertThat(received.getFirst().from()).isEqualTo(near.peerId());
    assertThat(new String(received.getFirst().payload(), UTF_8)).isEqualTo("hello from js");

    farGossip.publish(TOPIC, "hello from java".getBytes(UTF_8));
    JsonNode heard = js.awaitEvent("message", Map.of("author", far.peerId().toString()), LIMIT);
    assertThat(heard.path("signed").asBoolean()).isTrue();
    assertThat(heard.path("from").asString()).isEqualTo(near.peerId().toString());
    assertThat(new String(Base64.getDecoder().decode(heard.path("payload").asString()), UTF_8))
        .isEqualTo("hello from java");
  }

  private Host host() throws IOException {
    Host host =
        Host.builder()
            .keyPair(KeyPair.generate(new SecureRandom()))
            .listenAddresses(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")))
            .agentVersion("grapevine/interop")
            .build();
    host.register(
        new ProtocolBinding(
            ECHO,
            4,
            stream -> {
              stream.input().transferTo(stream.output());
              stream.output().flush();
              stream.closeWrite();
            }));
    host.start();
    opened.add(host);
    return host;
  }

  private PubSub gossip(Host host, List<ReceivedMessage> received) {
    PubSub gossip = PubSub.start(host, GossipConfig.defaults(), PubSubObserver.NOOP);
    opened.add(gossip);
    gossip.subscribe(TOPIC, message -> Verdict.ACCEPT, received::add);
    return gossip;
  }

  private PeerId jsId() {
    try {
      return PeerId.parse(js.peerId());
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private static String address(Host host) {
    return host.addresses().getFirst().withPeer(host.peerId().toMultihash()).toString();
  }

  private static void write(Stream stream, byte[] payload) {
    try {
      stream.output().write(payload);
      stream.output().flush();
      stream.closeWrite();
    } catch (IOException e) {
      stream.reset();
    }
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(11).nextBytes(bytes);
    return bytes;
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }
}
