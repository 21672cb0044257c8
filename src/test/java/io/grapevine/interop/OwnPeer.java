package io.grapevine.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.host.HostConfig;
import io.grapevine.libp2p.host.HostObserver;
import io.grapevine.libp2p.host.ProtocolBinding;
import io.grapevine.libp2p.host.Refusal;
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
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A peer on our own stack that serves what the foreign ones serve, and keeps what it sees. */
final class OwnPeer implements AutoCloseable {
  static final String AGENT = "grapevine/interop";
  static final String ECHO = "/grapevine-test/echo/1";
  static final String SINK = "/grapevine-test/sink/1";
  static final String SLOW_SINK = "/grapevine-test/slow-sink/1";
  static final String SOURCE = "/grapevine-test/source/1";
  static final String HOLD = "/grapevine-test/hold/1";

  private static final int STREAMS_MAX = 256;
  private static final Duration SLOWNESS = Duration.ofMillis(1500);

  private final Host host;
  private final List<String> opened = new CopyOnWriteArrayList<>();
  private final List<Refusal> refusals = new CopyOnWriteArrayList<>();
  private final List<String> rejected = new CopyOnWriteArrayList<>();
  private final List<String> ended = new CopyOnWriteArrayList<>();
  private final List<ReceivedMessage> received = new CopyOnWriteArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private @Nullable PubSub gossip;

  private OwnPeer(KeyPair keys, HostConfig config) throws IOException {
    host =
        Host.builder()
            .keyPair(keys)
            .listenAddresses(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")))
            .agentVersion(AGENT)
            .config(config)
            .observer(new Recorder())
            .build();
    serve(ECHO, OwnPeer::echo);
    serve(SINK, OwnPeer::sink);
    serve(SLOW_SINK, this::slowSink);
    serve(SOURCE, OwnPeer::source);
    serve(HOLD, this::hold);
    host.start();
  }

  static OwnPeer start() throws IOException {
    return start(KeyPair.generate(new SecureRandom()));
  }

  static OwnPeer start(KeyPair keys) throws IOException {
    return start(keys, HostConfig.DEFAULT);
  }

  static OwnPeer start(KeyPair keys, HostConfig config) throws IOException {
    return new OwnPeer(keys, config);
  }

  Host host() {
    return host;
  }

  PeerId id() {
    return host.peerId();
  }

  /** Where the peer listens, with its id at the end. */
  String address() {
    return host.addresses().getFirst().withPeer(id().toMultihash()).toString();
  }

  /** The pubsub of this peer, started when it is asked for first. */
  synchronized PubSub gossip() {
    PubSub running = gossip;
    if (running == null) {
      running = PubSub.start(host, GossipConfig.defaults(), new GossipRecorder());
      gossip = running;
    }
    return running;
  }

  /** Subscribes; what comes is found in {@link #received}. */
  void subscribe(String topic) {
    gossip().subscribe(topic, message -> Verdict.ACCEPT, received::add);
  }

  List<ReceivedMessage> received() {
    return received;
  }

  /** Opened streams: their protocol, with {@code out:} or {@code in:} in front. */
  List<String> opened() {
    return opened;
  }

  List<Refusal> refusals() {
    return refusals;
  }

  /** Topics of rejected messages, one entry per message. */
  List<String> rejected() {
    return rejected;
  }

  /** How the streams of {@link #HOLD} ended: {@code closed}, or what was thrown. */
  List<String> ended() {
    return ended;
  }

  void serve(String protocol, StreamHandler handler) {
    host.register(new ProtocolBinding(protocol, STREAMS_MAX, handler));
  }

  /** Sends a body to a sink and returns its answer. */
  String upload(PeerId to, String protocol, int bytes, Duration limit) throws IOException {
    try (Stream stream = host.open(to, List.of(protocol), limit)) {
      stream.writeTimeout(limit);
      stream.readTimeout(limit);
      Bodies.write(stream.output(), bytes);
      stream.closeWrite();
      return Bodies.answer(stream.input());
    }
  }

  /** Reads a body from a source, beginning only after a while, and tells what was read. */
  String download(PeerId from, int bytes, Duration pause, Duration limit) throws IOException {
    try (Stream stream = host.open(from, List.of(SOURCE), limit)) {
      stream.readTimeout(limit);
      stream.output().write(ByteBuffer.allocate(Long.BYTES).putLong(bytes).array());
      stream.closeWrite();
      rest(pause);
      return Bodies.digest(stream.input());
    }
  }

  /** Sends a few bytes to an echo and returns what came back. */
  String echo(PeerId from, String text) throws IOException {
    try (Stream stream = host.open(from, List.of(ECHO), Duration.ofSeconds(20))) {
      stream.output().write(text.getBytes(US_ASCII));
      stream.closeWrite();
      return Bodies.answer(stream.input());
    }
  }

  @Override
  public void close() {
    closing.countDown();
    synchronized (this) {
      if (gossip != null) {
        gossip.close();
      }
    }
    host.close();
  }

  private static void echo(Stream stream) throws IOException {
    stream.input().transferTo(stream.output());
    stream.closeWrite();
  }

  private static void sink(Stream stream) throws IOException {
    stream.output().write(Bodies.digest(stream.input()).getBytes(US_ASCII));
    stream.closeWrite();
  }

  private void slowSink(Stream stream) throws IOException {
    rest(SLOWNESS);
    sink(stream);
  }

  private static void source(Stream stream) throws IOException {
    long bytes = ByteBuffer.wrap(stream.input().readNBytes(Long.BYTES)).getLong();
    Bodies.write(stream.output(), bytes);
    stream.closeWrite();
  }

  private void hold(Stream stream) {
    stream.readTimeout(Duration.ofMinutes(1));
    try {
      stream.input().readAllBytes();
      ended.add("closed");
    } catch (IOException e) {
      ended.add(e.toString());
    }
  }

  /** Leaves everything unread for a while, or until this peer closes. */
  private void rest(Duration pause) throws IOException {
    try {
      if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("this peer is closing");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private final class Recorder implements HostObserver {
    @Override
    public void streamOpened(String protocol, boolean outbound) {
      opened.add((outbound ? "out:" : "in:") + protocol);
    }

    @Override
    public void refused(Refusal reason) {
      refusals.add(reason);
    }
  }

  private final class GossipRecorder implements PubSubObserver {
    @Override
    public void rejected(String topic) {
      rejected.add(topic);
    }
  }
}
