package io.grapevine.libp2p.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.host.HostConfig;
import io.grapevine.libp2p.host.ProtocolBinding;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.pubsub.PubSub;
import io.grapevine.libp2p.pubsub.ReceivedMessage;
import io.grapevine.libp2p.pubsub.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A host with pubsub and an echo protocol that remembers which honest messages it heard. */
final class HonestPeer implements AutoCloseable {
  static final String TOPIC = "/attack/topic";
  static final String ECHO = "/attack/echo/1";

  /** Begins the payload of a message that validators turn down. */
  static final String INVALID = "invalid";

  /** Streams of the echo protocol that a peer may have open here. */
  static final int ECHO_STREAMS = 8;

  private static final String HONEST = "honest ";

  final Counts counts = new Counts();

  /** Accepted messages that no honest peer published. */
  final AtomicInteger strange = new AtomicInteger();

  final Host host;
  final PubSub pubSub;
  private final Set<String> heard = ConcurrentHashMap.newKeySet();

  /** Accepted messages of honest peers that came a second time. */
  final AtomicInteger repeated = new AtomicInteger();

  HonestPeer(HostConfig config, GossipConfig gossip) throws IOException {
    host =
        Host.builder()
            .keyPair(KeyPair.generate(new SecureRandom()))
            .listenAddresses(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")))
            .config(config)
            .observer(counts)
            .build();
    host.register(new ProtocolBinding(ECHO, ECHO_STREAMS, HonestPeer::echo));
    host.start();
    pubSub = PubSub.start(host, gossip, counts);
    pubSub.subscribe(TOPIC, HonestPeer::judge, this::take);
  }

  PeerId id() {
    return host.peerId();
  }

  /** Where it listens. */
  InetSocketAddress socketAddress() {
    Multiaddr address = host.addresses().getFirst();
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), address.tcpPort().orElseThrow());
  }

  /** Publishes honestly; the text is told apart from what attackers send. */
  void publish(String text) {
    pubSub.publish(TOPIC, (HONEST + text).getBytes(UTF_8));
  }

  /** How many different honest messages were delivered here. */
  int heard() {
    return heard.size();
  }

  private static void echo(Stream stream) throws IOException {
    stream.input().transferTo(stream.output());
    stream.closeWrite();
  }

  private static Verdict judge(ReceivedMessage message) {
    boolean bad = new String(message.payload(), UTF_8).startsWith(INVALID);
    return bad ? Verdict.REJECT : Verdict.ACCEPT;
  }

  private void take(ReceivedMessage message) {
    String text = new String(message.payload(), UTF_8);
    if (!text.startsWith(HONEST)) {
      strange.incrementAndGet();
    } else if (!heard.add(text)) {
      repeated.incrementAndGet();
    }
  }

  @Override
  public void close() {
    pubSub.close();
    host.close();
  }
}
