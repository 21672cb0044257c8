package io.grapevine.libp2p;

import static org.awaitility.Awaitility.await;

import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.host.HostConfig;
import io.grapevine.libp2p.host.ProtocolBinding;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.host.StreamHandler;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.pubsub.PubSub;
import io.grapevine.libp2p.pubsub.PubSubObserver;
import io.grapevine.libp2p.pubsub.ReceivedMessage;
import io.grapevine.libp2p.pubsub.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.core.ThrowingRunnable;

/** Whole peers over TCP on loopback, used through the public API alone; they end with the test. */
final class LoopbackPeers implements AutoCloseable {

  static final String TOPIC = "/test/topic";
  static final String ECHO = "/test/echo/1";
  static final Duration SOON = Duration.ofSeconds(10);

  private final List<LoopbackPeer> peers = new ArrayList<>();

  LoopbackPeer start() throws IOException {
    return start(KeyPair.generate(new SecureRandom()), GossipConfig.defaults());
  }

  LoopbackPeer start(KeyPair keys, GossipConfig gossip) throws IOException {
    return start(keys, HostConfig.DEFAULT, gossip);
  }

  LoopbackPeer start(KeyPair keys, HostConfig config, GossipConfig gossip) throws IOException {
    LoopbackPeer peer = new LoopbackPeer(keys, config, gossip);
    peers.add(peer);
    return peer;
  }

  static void eventually(ThrowingRunnable assertion) {
    await().atMost(SOON).pollInterval(Duration.ofMillis(5)).untilAsserted(assertion);
  }

  @Override
  public void close() {
    peers.forEach(LoopbackPeer::close);
  }

  /** A host that echoes, with pubsub that keeps what it receives. */
  static final class LoopbackPeer implements AutoCloseable {

    final KeyPair keys;
    final Host host;
    final PubSub pubSub;
    final Queue<ReceivedMessage> received = new ConcurrentLinkedQueue<>();

    LoopbackPeer(KeyPair keys, HostConfig config, GossipConfig gossip) throws IOException {
      this.keys = keys;
      host =
          Host.builder()
              .keyPair(keys)
              .listenAddresses(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")))
              .config(config)
              .build();
      serve(ECHO, LoopbackPeer::echo);
      host.start();
      pubSub = PubSub.start(host, gossip, PubSubObserver.NOOP);
    }

    PeerId id() {
      return host.peerId();
    }

    LoopbackPeer serve(String protocol, StreamHandler handler) {
      host.register(new ProtocolBinding(protocol, 64, handler));
      return this;
    }

    LoopbackPeer subscribe() {
      pubSub.subscribe(TOPIC, message -> Verdict.ACCEPT, received::add);
      return this;
    }

    void connect(LoopbackPeer other) throws IOException {
      host.connect(other.id(), other.host.addresses(), SOON);
    }

    Stream open(LoopbackPeer other, String protocol) throws IOException {
      return host.open(other.id(), List.of(protocol), SOON);
    }

    /** One request over a new stream. */
    byte[] ask(LoopbackPeer other, byte[] request) throws IOException {
      try (Stream stream = open(other, ECHO)) {
        stream.output().write(request);
        stream.closeWrite();
        return stream.input().readAllBytes();
      }
    }

    void publish(String text) {
      pubSub.publish(TOPIC, text.getBytes(StandardCharsets.UTF_8));
    }

    List<String> texts() {
      return received.stream()
          .map(message -> new String(message.payload(), StandardCharsets.UTF_8))
          .toList();
    }

    private static void echo(Stream stream) throws IOException {
      stream.input().transferTo(stream.output());
      stream.closeWrite();
    }

    @Override
    public void close() {
      pubSub.close();
      host.close();
    }
  }
}
