package io.grapevine.libp2p.pubsub;

import static org.awaitility.Awaitility.await;

import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.core.ThrowingRunnable;

/** Peers with real hosts on loopback that end with the test. */
final class PubSubPeers implements AutoCloseable {

  static final String TOPIC = "/test/topic";
  static final Duration SOON = Duration.ofSeconds(10);

  private final List<TestPeer> peers = new ArrayList<>();

  TestPeer start() throws IOException {
    return start(KeyPair.generate(new SecureRandom()), GossipConfig.defaults());
  }

  TestPeer start(KeyPair keys, GossipConfig config) throws IOException {
    TestPeer peer = new TestPeer(keys, config);
    peers.add(peer);
    return peer;
  }

  /** So many peers, subscribed, each connected with each. */
  List<TestPeer> startMesh(int count) throws IOException {
    List<TestPeer> started = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TestPeer peer = start();
      peer.subscribe();
      for (TestPeer earlier : started) {
        peer.connect(earlier);
      }
      started.add(peer);
    }
    return started;
  }

  static void eventually(ThrowingRunnable assertion) {
    await().atMost(SOON).pollInterval(Duration.ofMillis(5)).untilAsserted(assertion);
  }

  @Override
  public void close() {
    peers.forEach(TestPeer::close);
  }

  /** A host with pubsub that keeps what it receives. */
  static final class TestPeer implements AutoCloseable {

    final KeyPair keys;
    final Host host;
    final PubSub pubSub;
    final CountingObserver counts = new CountingObserver();
    final Queue<ReceivedMessage> received = new ConcurrentLinkedQueue<>();

    TestPeer(KeyPair keys, GossipConfig config) throws IOException {
      this.keys = keys;
      host =
          Host.builder()
              .keyPair(keys)
              .listenAddresses(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")))
              .build();
      host.start();
      pubSub = PubSub.start(host, config, counts);
    }

    PeerId id() {
      return host.peerId();
    }

    void subscribe() {
      pubSub.subscribe(TOPIC, message -> Verdict.ACCEPT, received::add);
    }

    void connect(TestPeer other) throws IOException {
      host.connect(other.id(), other.host.addresses(), SOON);
    }

    Publication publish(String text) {
      return pubSub.publish(TOPIC, text.getBytes(StandardCharsets.UTF_8));
    }

    List<String> texts() {
      return received.stream()
          .map(message -> new String(message.payload(), StandardCharsets.UTF_8))
          .toList();
    }

    @Override
    public void close() {
      pubSub.close();
      host.close();
    }
  }
}
