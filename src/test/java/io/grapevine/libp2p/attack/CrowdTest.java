package io.grapevine.libp2p.attack;

import static io.grapevine.libp2p.attack.Arena.eventually;
import static io.grapevine.libp2p.attack.HonestPeer.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.gossip.PeerPolicy;
import io.grapevine.libp2p.host.HostConfig;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.identity.PeerRecord;
import io.grapevine.libp2p.multiformats.Multiaddr;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many identities of one attacker, and peers that he invents. */
@Timeout(120)
class CrowdTest {

  @Test
  void aCrowdThatForwardsNothingDoesNotCutAnybodyOff() throws Exception {
    int identities = Scale.of(40, 200);
    try (Arena arena = new Arena()) {
      arena.endures(
          "%d identities of one address that join the mesh and forward nothing"
              .formatted(identities),
          32,
          () -> {
            for (int i = 0; i < identities; i++) {
              BarePeer peer = arena.enter(new BarePeer().join(arena.target, 1));
              peer.rpc(Rpcs.graft(TOPIC));
            }
            // Through several heartbeats, in which the mesh is trimmed.
            long beats = System.nanoTime() + Scale.of(3, 20) * 1_000_000_000L;
            eventually(() -> assertThat(System.nanoTime() - beats).isPositive());
          });
    }
  }

  @Test
  void peersThatAPruneInventsAreNotDialled() throws Exception {
    PeerPolicy trusting = PeerPolicy.defaults().withExchange(0);
    GossipConfig gossip = GossipConfig.defaults().withPeers(trusting);
    int prunes = Scale.of(200, 5_000);
    try (Arena arena = new Arena(HostConfig.DEFAULT, gossip)) {
      Trap trap = arena.enter(new Trap());
      arena.endures(
          "%,d PRUNEs that name invented peers at the address of a bystander".formatted(prunes),
          16,
          () -> {
            BarePeer attacker = arena.enter(new BarePeer().join(arena.target, 1));
            KeyPair invented = KeyPair.generate(new SecureRandom());
            byte[] name = invented.peerId().toBytes();
            byte[] other = record(attacker.keys, trap.address());
            for (int i = 0; i < prunes; i++) {
              attacker.rpcs(1, Rpcs.pruneNaming(TOPIC, name, new byte[0]));
              attacker.rpcs(1, Rpcs.pruneNaming(TOPIC, name, new byte[500]));
              attacker.rpcs(1, Rpcs.pruneNaming(TOPIC, name, other));
            }
            // When this message is through, all that came before it was looked at.
            attacker.rpcs(1, Rpcs.publish(List.of(attacker.message("done"))));
            eventually(() -> assertThat(arena.target.strange).hasValue(1));
            assertThat(trap.visits).as("unsigned or signed by another").hasValue(0);
            long start = System.nanoTime();
            for (int i = 0; i < prunes; i++) {
              KeyPair sybil = KeyPair.generate(new SecureRandom());
              attacker.rpcs(
                  1,
                  Rpcs.pruneNaming(TOPIC, sybil.peerId().toBytes(), record(sybil, trap.address())));
            }
            arena.measure();
            int visits = trap.visits.get();
            long beats = 2 + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            assertThat(visits)
                .as("a bystander is not to be flooded by way of us")
                .isLessThanOrEqualTo((int) beats * trusting.exchangedMax());
          });
    }
  }

  private static byte[] record(KeyPair keys, Multiaddr address) {
    return new PeerRecord(keys.peerId(), 1, List.of(address)).seal(keys).encoded();
  }

  /** A bystander who counts who connects, and hangs up. */
  private static final class Trap implements Closeable {
    private final AtomicInteger visits = new AtomicInteger();
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    Trap() throws IOException {
      Thread.ofVirtual().name("attacker-trap").start(this::count);
    }

    Multiaddr address() {
      return Multiaddr.ofTcp(socket.getInetAddress(), socket.getLocalPort());
    }

    private void count() {
      try {
        while (true) {
          socket.accept().close();
          visits.incrementAndGet();
        }
      } catch (SocketException e) {
        // Closed with the test.
      } catch (IOException e) {
        throw new AssertionError("the trap broke", e);
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
