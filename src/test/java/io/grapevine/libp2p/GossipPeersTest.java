package io.grapevine.libp2p;

import static io.grapevine.libp2p.LoopbackPeers.TOPIC;
import static io.grapevine.libp2p.LoopbackPeers.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.LoopbackPeers.LoopbackPeer;
import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.gossip.MeshSizes;
import io.grapevine.libp2p.gossip.PeerPolicy;
import io.grapevine.libp2p.gossip.QueueLimits;
import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.host.ProtocolBinding;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.LengthPrefixed;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whom gossip lets go, keeps, and finds. */
@Timeout(60)
class GossipPeersTest {

  private static final String MESHSUB = "/meshsub/1.1.0";

  private final LoopbackPeers peers = new LoopbackPeers();
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void close() {
    end.countDown();
    peers.close();
  }

  @Test
  void aPeerThatTakesNothingIsDisconnectedWhileOthersAreServed() throws Exception {
    LoopbackPeer publisher =
        peers.start(KeyPair.generate(new SecureRandom()), impatient(Duration.ofMillis(300)));
    LoopbackPeer honest = peers.start().subscribe();
    publisher.subscribe().connect(honest);
    try (Host deaf = Host.builder().keyPair(KeyPair.generate(new SecureRandom())).build()) {
      deaf.register(new ProtocolBinding(MESHSUB, 2, this::waitForTheEnd));
      deaf.start();
      deaf.connect(publisher.id(), publisher.host.addresses(), LoopbackPeers.SOON);
      Stream stream = deaf.open(publisher.id(), List.of(MESHSUB), LoopbackPeers.SOON);
      stream.output().write(LengthPrefixed.frame(subscription()));
      stream.output().flush();
      eventually(() -> assertThat(publisher.pubSub.subscribers(TOPIC)).hasSize(2));
      for (int i = 0; i < 10; i++) {
        publisher.pubSub.publish(TOPIC, new byte[100_000]);
      }

      eventually(() -> assertThat(publisher.host.isConnected(deaf.peerId())).isFalse());
      eventually(() -> assertThat(honest.received).hasSize(10));
      assertThat(publisher.host.isConnected(honest.id())).isTrue();
    }
  }

  @Test
  void aDirectPeerIsDialledAndServedWithoutAnybodyConnecting() throws Exception {
    LoopbackPeer favourite = peers.start().subscribe();
    PeerPolicy policy = new PeerPolicy(Set.of(favourite.id()), 1, false, 16, 10);
    LoopbackPeer peer =
        peers.start(
            KeyPair.generate(new SecureRandom()), GossipConfig.defaults().withPeers(policy));
    peer.host
        .peerStore()
        .addAddresses(favourite.id(), favourite.host.addresses(), Duration.ofMinutes(1));
    peer.subscribe();

    eventually(() -> assertThat(peer.pubSub.subscribers(TOPIC)).containsExactly(favourite.id()));
    peer.publish("for you");
    eventually(() -> assertThat(favourite.texts()).containsExactly("for you"));
    assertThat(peer.pubSub.mesh(TOPIC)).isEmpty();
  }

  @Test
  void aPeerThatFindsTheMeshFullIsLedToAnotherOne() throws Exception {
    GossipConfig exchanging =
        GossipConfig.defaults().withPeers(PeerPolicy.defaults().withExchange(0));
    GossipConfig small = exchanging.withMesh(new MeshSizes(1, 1, 1, 0, 0));
    LoopbackPeer hub = peers.start(KeyPair.generate(new SecureRandom()), small).subscribe();
    LoopbackPeer first = peers.start(KeyPair.generate(new SecureRandom()), exchanging).subscribe();
    first.connect(hub);
    eventually(() -> assertThat(hub.pubSub.mesh(TOPIC)).containsExactly(first.id()));
    eventually(() -> assertThat(hub.host.peerStore().signedRecord(first.id())).isPresent());
    LoopbackPeer second = peers.start(KeyPair.generate(new SecureRandom()), exchanging).subscribe();
    second.connect(hub);

    eventually(() -> assertThat(second.host.isConnected(first.id())).isTrue());
  }

  private void waitForTheEnd(Stream stream) throws IOException {
    try {
      if (!end.await(50, TimeUnit.SECONDS)) {
        throw new IOException("the test took too long");
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted");
    }
  }

  private static byte[] subscription() {
    return new ProtobufWriter()
        .message(1, new ProtobufWriter().bool(1, true).string(2, TOPIC))
        .toByteArray();
  }

  private static GossipConfig impatient(Duration writeWait) {
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
            writeWait,
            queues.openWait(),
            queues.reopenFirst(),
            queues.reopenMax(),
            queues.callWait(),
            queues.copyPace()));
  }
}
