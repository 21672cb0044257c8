package io.grapevine.libp2p.pubsub;

import static io.grapevine.libp2p.pubsub.PubSubPeers.SOON;
import static io.grapevine.libp2p.pubsub.PubSubPeers.TOPIC;
import static io.grapevine.libp2p.pubsub.PubSubPeers.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.gossip.GossipMessage;
import io.grapevine.libp2p.gossip.MessageSigner;
import io.grapevine.libp2p.gossip.QueueLimits;
import io.grapevine.libp2p.gossip.Rpc;
import io.grapevine.libp2p.gossip.RpcDecoder;
import io.grapevine.libp2p.gossip.RpcLimits;
import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.host.ProtocolBinding;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.host.StreamHandler;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.LengthPrefixed;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.multiformats.UnsignedVarint;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import io.grapevine.libp2p.pubsub.PubSubPeers.TestPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer of ours against one that writes and reads its pubsub streams by hand. */
@Timeout(60)
class HostilePeerTest {

  private static final String PROTOCOL = "/meshsub/1.1.0";

  private final PubSubPeers peers = new PubSubPeers();
  private final KeyPair strangerKeys = KeyPair.generate(new SecureRandom());
  private final BlockingQueue<Rpc> heard = new LinkedBlockingQueue<>();
  private final TestPeer ours;
  private final Host stranger;

  HostilePeerTest() throws IOException {
    ours = peers.start(KeyPair.generate(new SecureRandom()), quickToReopen());
    ours.subscribe();
    stranger =
        Host.builder()
            .keyPair(strangerKeys)
            .listenAddresses(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")))
            .build();
  }

  @AfterEach
  void close() {
    stranger.close();
    peers.close();
  }

  @Test
  void opensItsStreamAgainAndAgainWhenThePeerResetsIt() throws Exception {
    BlockingQueue<Rpc> hellos = new LinkedBlockingQueue<>();
    connect(
        stream -> {
          hellos.add(read(stream));
          stream.reset();
        });

    for (int i = 0; i < 5; i++) {
      Rpc hello = hellos.poll(SOON.toSeconds(), TimeUnit.SECONDS);
      assertThat(hello).isNotNull();
      assertThat(hello.subscriptions()).containsExactly(new Rpc.Subscription(TOPIC, true));
    }
  }

  @Test
  void opensItsStreamAgainWhenThePeerClosesItInOrder() throws Exception {
    BlockingQueue<Rpc> hellos = new LinkedBlockingQueue<>();
    connect(stream -> hellos.add(read(stream)));

    for (int i = 0; i < 3; i++) {
      assertThat(hellos.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void servesAPeerThatSpeaksPubSubOnlyLater() throws Exception {
    stranger.start();
    stranger.connect(ours.id(), ours.host.addresses(), SOON);
    eventually(() -> assertThat(ours.host.isConnected(strangerKeys.peerId())).isTrue());
    stranger.register(new ProtocolBinding(PROTOCOL, 2, this::listen));

    Rpc hello = heard.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(hello).isNotNull();
    assertThat(hello.subscriptions()).hasSize(1);
  }

  @Test
  void endsAStreamWithAMalformedFrameAndKeepsTheConnection() throws Exception {
    connect(this::listen);
    for (byte[] frame :
        List.of(
            LengthPrefixed.frame(new byte[] {0x0a, 0x7f}),
            UnsignedVarint.encode(RpcLimits.defaults().rpcBytesMax() + 1),
            new byte[] {(byte) 0x80, 0})) {
      int before = ours.counts.count(DropReason.MALFORMED_RPC);
      Stream stream = open();
      stream.output().write(frame);
      stream.output().flush();
      eventually(
          () -> assertThat(ours.counts.count(DropReason.MALFORMED_RPC)).isEqualTo(before + 1));
    }

    try (Stream stream = open()) {
      write(stream, subscription());
      eventually(() -> assertThat(ours.pubSub.subscribers(TOPIC)).hasSize(1));
    }
    assertThat(stranger.isConnected(ours.id())).isTrue();
  }

  @Test
  void passesOverEmptyFrames() throws Exception {
    connect(this::listen);
    try (Stream stream = open()) {
      stream.output().write(new byte[3]);
      write(stream, subscription());

      eventually(() -> assertThat(ours.pubSub.subscribers(TOPIC)).hasSize(1));
    }
  }

  @Test
  void deliversTheRealMessageBehindForgedCopies() throws Exception {
    connect(this::listen);
    KeyPair author = KeyPair.generate(new SecureRandom());
    GossipMessage real = new MessageSigner(author).sign(1, TOPIC, bytes("real"));
    byte[] forged = real.encoded().clone();
    // The payload's first letter; the signature no longer fits.
    forged[new String(forged, StandardCharsets.ISO_8859_1).indexOf("real")] = 'd';
    try (Stream stream = open()) {
      write(stream, subscription());
      write(stream, publish(forged));
      write(stream, publish(real.encoded()));

      eventually(() -> assertThat(ours.texts()).containsExactly("real"));
      eventually(() -> assertThat(ours.counts.count("rejected")).isEqualTo(1));
    }
  }

  @Test
  void takesANewerStreamInPlaceOfAnOlderOne() throws Exception {
    connect(this::listen);
    Stream older = open();
    write(older, subscription());
    eventually(() -> assertThat(ours.pubSub.subscribers(TOPIC)).hasSize(1));
    try (Stream newer = open()) {
      write(newer, new ProtobufWriter().message(1, entry(true, "/other")).toByteArray());

      eventually(() -> assertThat(ours.pubSub.subscribers("/other")).hasSize(1));
      assertThat(ours.pubSub.subscribers(TOPIC)).isEmpty();
    }
  }

  @Test
  void survivesFloodsOfEveryKindOfControl() throws Exception {
    connect(this::listen);
    assertThat(heard.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isNotNull();
    try (Stream stream = open()) {
      write(stream, subscription());
      for (int i = 0; i < 300; i++) {
        write(stream, new ProtobufWriter().message(1, entry(true, "/flood/" + i)).toByteArray());
        write(stream, control(3, new ProtobufWriter().string(1, TOPIC)));
        write(stream, control(4, new ProtobufWriter().string(1, TOPIC).varint(3, 1L << 63)));
        write(stream, control(1, new ProtobufWriter().string(1, TOPIC).bytes(2, bytes("id" + i))));
        write(stream, control(2, new ProtobufWriter().bytes(1, bytes("id" + i))));
        write(stream, control(5, new ProtobufWriter().bytes(1, bytes("id" + i))));
      }
      eventually(
          () -> {
            assertThat(ours.counts.count(DropReason.GRAYLISTED)).isPositive();
            assertThat(ours.counts.count(DropReason.SUBSCRIPTION_REFUSED)).isEqualTo(201);
          });
    }
    TestPeer honest = peers.start();
    honest.subscribe();
    honest.connect(ours);
    honest.publish("still here");

    eventually(() -> assertThat(ours.texts()).containsExactly("still here"));
  }

  @Test
  void losesMessagesForAPeerThatDoesNotReadAndServesTheOthers() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    connect(
        stream -> {
          read(stream);
          awaitQuietly(end);
        });
    try (Stream stream = open()) {
      write(stream, subscription());
      TestPeer honest = peers.start();
      honest.subscribe();
      honest.connect(ours);
      eventually(() -> assertThat(ours.pubSub.subscribers(TOPIC)).hasSize(2));
      byte[] large = new byte[100_000];
      for (int i = 1; i <= 200; i++) {
        ours.pubSub.publish(TOPIC, large);
        int sent = i;
        eventually(() -> assertThat(honest.received).hasSize(sent));
      }

      assertThat(ours.counts.count(DropReason.OUTGOING_QUEUE_FULL)).isPositive();
    } finally {
      end.countDown();
    }
  }

  private void connect(StreamHandler handler) throws IOException {
    stranger.register(new ProtocolBinding(PROTOCOL, 2, handler));
    stranger.start();
    stranger.connect(ours.id(), ours.host.addresses(), SOON);
  }

  private Stream open() throws IOException {
    return stranger.open(ours.id(), List.of(PROTOCOL), SOON);
  }

  private void listen(Stream stream) throws IOException {
    while (true) {
      heard.add(read(stream));
    }
  }

  private static Rpc read(Stream stream) throws IOException {
    RpcLimits limits = RpcLimits.defaults();
    return RpcDecoder.decode(LengthPrefixed.read(stream.input(), limits.rpcBytesMax()), limits);
  }

  private static void write(Stream stream, byte[] rpc) throws IOException {
    stream.output().write(LengthPrefixed.frame(rpc));
    stream.output().flush();
  }

  private static byte[] subscription() {
    return new ProtobufWriter().message(1, entry(true, TOPIC)).toByteArray();
  }

  private static ProtobufWriter entry(boolean subscribe, String topic) {
    return new ProtobufWriter().bool(1, subscribe).string(2, topic);
  }

  private static byte[] publish(byte[] message) {
    return new ProtobufWriter().message(2, message).toByteArray();
  }

  private static byte[] control(int field, ProtobufWriter entry) {
    return new ProtobufWriter()
        .message(3, new ProtobufWriter().message(field, entry))
        .toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      if (!latch.await(50, TimeUnit.SECONDS)) {
        throw new AssertionError("the test took too long");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static GossipConfig quickToReopen() {
    GossipConfig config = GossipConfig.defaults();
    QueueLimits queues = config.queues();
    return config.withQueues(
        new QueueLimits(
            queues.mailboxRpcsMax(),
            queues.mailboxBytesMax(),
            queues.outgoingMessagesMax(),
            queues.outgoingBytesMax(),
            queues.outgoingControlsMax(),
            queues.validators(),
            queues.writeWait(),
            queues.openWait(),
            Duration.ofMillis(5),
            Duration.ofMillis(50),
            queues.callWait(),
            queues.copyPace()));
  }
}
