package io.grapevine.libp2p;

import static io.grapevine.libp2p.LoopbackPeers.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.libp2p.LoopbackPeers.LoopbackPeer;
import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.host.ConnectionSnapshot;
import io.grapevine.libp2p.host.HostConfig;
import io.grapevine.libp2p.identity.KeyPair;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two peers dial each other in the same moment. */
@Timeout(60)
class SimultaneousDialTest {

  private static final int ROUNDS = 200;

  private final LoopbackPeers peers = new LoopbackPeers();
  private LoopbackPeer one;
  private LoopbackPeer other;

  @BeforeEach
  void start() throws IOException {
    one = startImpatient();
    other = startImpatient();
  }

  private LoopbackPeer startImpatient() throws IOException {
    KeyPair keys = KeyPair.generate(new SecureRandom());
    return peers.start(keys, quickToGiveUp(), GossipConfig.defaults()).subscribe();
  }

  /** Surplus connections are given up after a fifth of a second; streams on them may stay long. */
  private static HostConfig quickToGiveUp() {
    HostConfig config = HostConfig.DEFAULT;
    HostConfig.Times times = config.times();
    Duration moment = Duration.ofMillis(200);
    return config.with(
        new HostConfig.Times(
            times.connect(),
            times.handshake(),
            times.dial(),
            times.addressStagger(),
            times.negotiation(),
            times.identify(),
            times.pushDelay(),
            moment,
            times.surplusLimit(),
            times.keepAlive(),
            times.unresponsive(),
            times.streamClose(),
            times.goodbye(),
            times.addressLife()));
  }

  @AfterEach
  void close() {
    peers.close();
  }

  @Test
  void gossipWorksBothWaysAfterEachOfTwoHundredSimultaneousDials() {
    for (int round = 0; round < ROUNDS; round++) {
      dialAtOnce();
      String text = "round " + round;
      one.publish(text);
      other.publish(text);
      await()
          .atMost(Duration.ofSeconds(2))
          .pollInterval(Duration.ofMillis(2))
          .until(() -> one.texts().contains(text) && other.texts().contains(text));
      one.received.clear();
      other.received.clear();
      one.host.disconnect(other.id());
      other.host.disconnect(one.id());
      await()
          .pollInterval(Duration.ofMillis(1))
          .until(() -> one.host.connections().isEmpty() && other.host.connections().isEmpty());
    }
  }

  @Test
  void bothEndsKeepTheSameConnection() throws IOException {
    for (int i = 0; i < 3; i++) {
      one.host.connect(other.host.addresses().getFirst(), LoopbackPeers.SOON);
      other.host.connect(one.host.addresses().getFirst(), LoopbackPeers.SOON);
    }
    assertThat(one.host.connections()).hasSizeGreaterThan(1);
    boolean smaller = one.id().compareTo(other.id()) < 0;

    eventually(() -> assertThat(outbound(one)).containsExactly(smaller));
    eventually(() -> assertThat(outbound(other)).containsExactly(!smaller));
    // Had each kept another one, both would be gone by now.
    assertThat(one.ask(other, new byte[] {1})).containsExactly(1);
    assertThat(other.ask(one, new byte[] {2})).containsExactly(2);
  }

  @Test
  void losesNoMessageWhileItsStreamMovesToTheConnectionThatIsKept() throws IOException {
    one.host.connect(other.host.addresses().getFirst(), LoopbackPeers.SOON);
    eventually(() -> assertThat(one.pubSub.mesh(LoopbackPeers.TOPIC)).hasSize(1));
    other.host.connect(one.host.addresses().getFirst(), LoopbackPeers.SOON);
    List<String> there = new ArrayList<>();
    List<String> back = new ArrayList<>();
    await()
        .atMost(LoopbackPeers.SOON)
        .pollInterval(Duration.ofMillis(2))
        .until(
            () -> {
              there.add("there " + there.size());
              back.add("back " + back.size());
              one.publish(there.getLast());
              other.publish(back.getLast());
              return one.host.connections().size() == 1 && other.host.connections().size() == 1;
            });

    eventually(() -> assertThat(other.texts()).containsExactlyInAnyOrderElementsOf(there));
    eventually(() -> assertThat(one.texts()).containsExactlyInAnyOrderElementsOf(back));
  }

  private static List<Boolean> outbound(LoopbackPeer peer) {
    return peer.host.connections().stream().map(ConnectionSnapshot::outbound).toList();
  }

  private void dialAtOnce() {
    CyclicBarrier together = new CyclicBarrier(2);
    CompletableFuture.allOf(dial(together, one, other), dial(together, other, one)).join();
  }

  private static CompletableFuture<Void> dial(
      CyclicBarrier together, LoopbackPeer from, LoopbackPeer to) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            together.await();
            from.connect(to);
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }
}
