package io.grapevine.jvmlibp2p;

import io.grapevine.coordination.NetworkView;
import io.grapevine.libp2p.host.ListenAddresses;
import io.grapevine.libp2p.host.ProtocolBinding;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.identity.PeerRecord;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.network.PeerNetwork;
import io.grapevine.network.TopicReader;
import io.libp2p.core.Connection;
import io.libp2p.core.Host;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network on jvm-libp2p: TCP, Noise, Yamux, Identify, GossipSub 1.2. What the library does not
 * bound stays unbounded: connections, half-open handshakes, streams of protocols that are not
 * Grapevine's, and the router's queue.
 */
public final class JvmLibp2pNetwork implements PeerNetwork {
  private static final Logger LOG = LoggerFactory.getLogger(JvmLibp2pNetwork.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final KeyPair keyPair;
  private final Host host;
  private final Gossiping gossiping;
  private final Introductions introductions;
  private final Acquaintances acquaintances;
  private volatile List<Multiaddr> addresses = List.of();
  private final Set<String> served = ConcurrentHashMap.newKeySet();

  private JvmLibp2pNetwork(
      KeyPair keyPair,
      Host host,
      Gossiping gossiping,
      Introductions introductions,
      Acquaintances acquaintances) {
    this.keyPair = keyPair;
    this.host = host;
    this.gossiping = gossiping;
    this.introductions = introductions;
    this.acquaintances = acquaintances;
  }

  /**
   * Starts a host.
   *
   * @param listen literal IP addresses with a TCP port, port 0 for any
   * @param agent the name of the software that Identify tells
   * @throws IOException if it cannot listen there
   */
  public static JvmLibp2pNetwork start(KeyPair keyPair, List<Multiaddr> listen, String agent)
      throws IOException {
    Gossiping gossiping = new Gossiping(Translations.privateKey(keyPair));
    Acquaintances acquaintances = new Acquaintances();
    Introductions introductions = new Introductions(keyPair, agent, acquaintances);
    Host host = Hosts.build(keyPair, listen, introductions, gossiping);
    JvmLibp2pNetwork network =
        new JvmLibp2pNetwork(keyPair, host, gossiping, introductions, acquaintances);
    try {
      Answers.await(host.start(), CLOSE_LIMIT, "start");
      network.addresses = ListenAddresses.resolve(Translations.sockets(host.listenAddresses()));
      introductions.refresh(host, network.addresses);
      return network;
    } catch (IOException failure) {
      network.close();
      throw failure;
    }
  }

  @Override
  public KeyPair keyPair() {
    return keyPair;
  }

  @Override
  public List<Multiaddr> addresses() {
    return addresses;
  }

  @Override
  public byte[] signedRecord() {
    return new PeerRecord(self(), System.currentTimeMillis(), addresses()).seal(keyPair).encoded();
  }

  @Override
  public NetworkView view() {
    List<NetworkView.Connection> connections =
        host.getNetwork().getConnections().stream().map(this::connection).toList();
    List<String> addresses =
        addresses().stream().map(address -> address + "/p2p/" + self()).toList();
    return new NetworkView(self(), addresses, connections, gossiping.topics());
  }

  @Override
  public void connect(PeerId peer, List<Multiaddr> addresses, Duration limit) throws IOException {
    Answers.await(
        host.getNetwork().connect(Translations.peerId(peer), Translations.addresses(addresses)),
        limit,
        "connect with " + peer);
  }

  @Override
  public boolean isConnected(PeerId peer) {
    io.libp2p.core.PeerId theirs = Translations.peerId(peer);
    return host.getNetwork().getConnections().stream()
        .anyMatch(connection -> connection.secureSession().getRemoteId().equals(theirs));
  }

  @Override
  public void remember(PeerRecord peerRecord, Duration life) {
    acquaintances.remember(peerRecord, life);
  }

  @Override
  public void serve(ProtocolBinding binding) {
    if (!served.add(binding.protocolId())) {
      throw new IllegalStateException(binding.protocolId() + " is served already");
    }
    host.addProtocolHandler(new ServedProtocol(binding));
    introductions.refresh(host, addresses);
  }

  @Override
  public Stream open(PeerId peer, String protocol, Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    Connection connection =
        Answers.await(
            host.getNetwork()
                .connect(
                    Translations.peerId(peer),
                    Translations.addresses(acquaintances.addresses(peer))),
            limit,
            "connect with " + peer);
    var opening = connection.muxerSession().createStream(List.of(new OpenedProtocol(protocol)));
    try {
      return Answers.await(
          opening.getController(),
          Duration.ofNanos(Math.max(1, deadline - System.nanoTime())),
          "open a stream of " + protocol + " to " + peer);
    } catch (IOException failure) {
      var _ = opening.getStream().thenCompose(io.libp2p.core.Stream::close);
      throw failure;
    }
  }

  @Override
  public void subscribe(String topic, TopicReader reader) {
    gossiping.subscribe(topic, reader);
  }

  @Override
  public int publish(String topic, byte[] message) {
    return gossiping.publish(topic, message);
  }

  @Override
  public Set<PeerId> subscribers(String topic) {
    return Set.copyOf(gossiping.subscribers(topic));
  }

  @Override
  public void close() {
    try {
      Answers.await(host.stop(), CLOSE_LIMIT, "stop");
    } catch (IOException late) {
      LOG.warn("jvm-libp2p did not stop in order", late);
    }
    gossiping.close();
  }

  private NetworkView.Connection connection(Connection connection) {
    PeerId peer = Translations.peerId(connection.secureSession().getRemoteId());
    return new NetworkView.Connection(
        peer,
        Translations.address(connection.remoteAddress()).toString(),
        connection.isInitiator(),
        acquaintances.agent(peer));
  }
}
