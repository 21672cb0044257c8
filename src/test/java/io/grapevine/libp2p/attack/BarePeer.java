package io.grapevine.libp2p.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grapevine.libp2p.gossip.GossipMessage;
import io.grapevine.libp2p.gossip.MessageSigner;
import io.grapevine.libp2p.gossip.Rpc;
import io.grapevine.libp2p.gossip.RpcDecoder;
import io.grapevine.libp2p.gossip.RpcLimits;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.LengthPrefixed;
import io.grapevine.libp2p.noise.NoiseIdentity;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import io.grapevine.libp2p.resources.ByteBudget;
import io.grapevine.libp2p.transport.CloseReason;
import io.grapevine.libp2p.transport.ConnectionListener;
import io.grapevine.libp2p.transport.ConnectionTimes;
import io.grapevine.libp2p.transport.MuxConnection;
import io.grapevine.libp2p.transport.MuxStream;
import io.grapevine.libp2p.transport.ProtocolSelection;
import io.grapevine.libp2p.transport.StreamRefusal;
import io.grapevine.libp2p.transport.Upgrader;
import io.grapevine.libp2p.yamux.YamuxConfig;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A peer with one connection and working streams that speaks every protocol by hand: what it says
 * in Identify and on its gossip stream is up to the test, what it hears there goes to a listener.
 */
final class BarePeer implements Closeable, ConnectionListener {
  static final String IDENTIFY = "/ipfs/id/1.0.0";
  static final String PUSH = "/ipfs/id/push/1.0.0";
  static final String GOSSIP = "/meshsub/1.2.0";

  private static final Duration LIFE = Duration.ofMinutes(10);

  /** More than any attack needs, since it is the target that is to set limits. */
  private static final long BUDGET = 1L << 30;

  final KeyPair keys;

  /** Bytes of messages that the target sent here. */
  final AtomicLong bytesHeard = new AtomicLong();

  private final MessageSigner signer;
  private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Consumer<GossipMessage> listener = message -> {};
  private @Nullable MuxConnection connection;
  private @Nullable MuxStream gossip;
  private long seqno = System.nanoTime();

  /** Serves one stream of the target. */
  @FunctionalInterface
  interface Handler {
    void serve(MuxStream stream) throws IOException;
  }

  BarePeer() {
    this(KeyPair.generate(new SecureRandom()));
  }

  BarePeer(KeyPair keys) {
    this.keys = keys;
    this.signer = new MessageSigner(keys);
    handlers.put(IDENTIFY, stream -> say(stream, identify().toByteArray()));
    handlers.put(PUSH, stream -> stream.input().transferTo(OutputStream.nullOutputStream()));
    handlers.put(GOSSIP, this::hear);
  }

  /** Answers a protocol in another way. */
  BarePeer serving(String protocol, Handler handler) {
    handlers.put(protocol, handler);
    return this;
  }

  /** Tells of every message that the target sends. */
  BarePeer listening(Consumer<GossipMessage> to) {
    listener = to;
    return this;
  }

  /** Connects, from the address of that number. */
  BarePeer connect(HonestPeer target, int source) throws IOException {
    SecureRandom random = new SecureRandom();
    Upgrader upgrader =
        new Upgrader(
            NoiseIdentity.create(keys, random),
            random,
            YamuxConfig.DEFAULT,
            new ConnectionTimes(LIFE, LIFE.multipliedBy(2), LIFE, Duration.ofMillis(100)),
            new ByteBudget(BUDGET, BUDGET));
    connection =
        upgrader.dialed(
            Wire.connect(target.socketAddress(), source),
            Optional.of(target.id()),
            Duration.ofSeconds(20),
            this);
    connection.start();
    return this;
  }

  /** Connects and subscribes to the topic. */
  BarePeer join(HonestPeer target, int source) throws IOException {
    connect(target, source);
    gossip = open(GOSSIP);
    rpc(Rpcs.subscription(true, HonestPeer.TOPIC));
    return this;
  }

  /** A stream on which the protocol is agreed. */
  MuxStream open(String protocol) throws IOException {
    MuxConnection joined = connection;
    if (joined == null) {
      throw new IOException("not connected");
    }
    MuxStream stream = joined.open(Duration.ofSeconds(10));
    if (ProtocolSelection.propose(stream.input(), stream.output(), List.of(protocol)).isEmpty()) {
      throw new IOException("the target does not speak " + protocol);
    }
    return stream;
  }

  /** Sends one RPC. */
  void rpc(byte[] rpc) throws IOException {
    gossipBytes(LengthPrefixed.frame(rpc));
  }

  /** Sends the same RPC again and again; false if the target hung up before. */
  boolean rpcs(int times, byte[] rpc) {
    byte[] frame = LengthPrefixed.frame(rpc);
    try {
      for (int i = 0; i < times; i++) {
        gossipBytes(frame);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Sends bytes on the gossip stream, a frame or not. */
  void gossipBytes(byte[] bytes) throws IOException {
    MuxStream stream = gossip;
    if (stream == null) {
      throw new IOException("has not joined");
    }
    stream.output().write(bytes);
    stream.output().flush();
  }

  /** A message of this peer, signed in order. */
  byte[] message(String payload) {
    return message(seqno++, payload);
  }

  /** A message under a number of one's choice. */
  byte[] message(long number, String payload) {
    return signer.sign(number, HonestPeer.TOPIC, payload.getBytes(UTF_8)).encoded();
  }

  /** What an honest peer would say in Identify, without addresses; more can be added. */
  ProtobufWriter identify() {
    return new ProtobufWriter()
        .bytes(1, keys.publicKey().encoded())
        .string(3, IDENTIFY)
        .string(3, PUSH)
        .string(3, GOSSIP);
  }

  /** Writes a message and ends the stream. */
  static void say(MuxStream stream, byte[] message) throws IOException {
    stream.output().write(LengthPrefixed.frame(message));
    stream.closeWrite();
  }

  boolean isCutOff() {
    return ended.getCount() == 0;
  }

  private void hear(MuxStream stream) throws IOException {
    RpcLimits limits = RpcLimits.defaults();
    stream.readTimeout(LIFE);
    while (true) {
      Rpc rpc =
          RpcDecoder.decode(LengthPrefixed.read(stream.input(), limits.rpcBytesMax()), limits);
      for (var decoded : rpc.messages()) {
        if (decoded instanceof GossipMessage message) {
          bytesHeard.addAndGet(message.size());
          listener.accept(message);
        }
      }
    }
  }

  @Override
  public void streamOpened(MuxConnection from, MuxStream stream) {
    Thread.ofVirtual().name("attacker-stream").start(() -> serve(stream));
  }

  private void serve(MuxStream stream) {
    try {
      String protocol =
          ProtocolSelection.answer(stream.input(), stream.output(), handlers::containsKey);
      stream.accept();
      stream.output().flush();
      Handler handler = handlers.get(protocol);
      if (handler != null) {
        handler.serve(stream);
      }
    } catch (IOException e) {
      stream.reset();
    }
  }

  @Override
  public void closed(MuxConnection gone, CloseReason reason) {
    ended.countDown();
  }

  @Override
  public void streamRefused(MuxConnection from, StreamRefusal refusal) {}

  @Override
  public void bytesIn(long bytes) {}

  @Override
  public void bytesOut(long bytes) {}

  @Override
  public void close() {
    MuxConnection joined = connection;
    if (joined != null) {
      joined.abort();
    }
  }
}
