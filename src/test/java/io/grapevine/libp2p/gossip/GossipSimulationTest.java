package io.grapevine.libp2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.gossip.SimulatedNetwork.SimulatedPeer;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.Randomised;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class GossipSimulationTest {

  private static final GossipConfig CONFIG = GossipConfig.defaults();

  @Test
  void deliversEverythingOnceFaultsHealAndNothingTwice() {
    Randomised.runs(8).check(random -> runWithFaults(random.nextLong(), random.nextInt(20, 51)));
  }

  @Test
  void repeatsItselfForTheSameSeed() {
    List<String> first = runWithFaults(4711, 25).transcript();

    assertThat(runWithFaults(4711, 25).transcript()).isEqualTo(first);
    assertThat(runWithFaults(4712, 25).transcript()).isNotEqualTo(first);
  }

  @Test
  void reachesEverybodyInAFreshNetworkWithoutWaitingForAHeartbeat() {
    Randomised.runs(10)
        .check(
            random -> {
              SimulatedNetwork network = network(random.nextLong(), 20, CONFIG);
              network.peers().forEach(SimulatedPeer::subscribe);
              network.run(Duration.ofMillis(150));
              MessageId id = network.peers().getFirst().publish(100);
              network.run(Duration.ofMillis(600));
              assertDelivered(network, List.of(id));
            });
  }

  @Test
  void sendsFewCopiesPerDelivery() {
    SimulatedNetwork network = network(7, 50, CONFIG);
    network.peers().forEach(SimulatedPeer::subscribe);
    network.run(Duration.ofSeconds(5));
    long before = network.copies();
    List<MessageId> published = publishSome(network, 100);
    network.run(Duration.ofSeconds(3));

    assertDelivered(network, published);
    // Each peer forwards to its mesh of up to twelve but for the sender; the publisher floods.
    double copies = (double) (network.copies() - before) / (published.size() * 49L);
    assertThat(copies).isBetween(1.0, 11.0);
  }

  private static SimulatedNetwork runWithFaults(long seed, int size) {
    SimulatedNetwork network = network(seed, size, CONFIG);
    network.peers().forEach(SimulatedPeer::subscribe);
    network.messageLoss(network.random().nextDouble() * 0.3);
    List<MessageId> published = new ArrayList<>();
    for (int second = 0; second < 30; second++) {
      breakAndMend(network);
      published.addAll(publishSome(network, 2));
      network.run(Duration.ofSeconds(1));
      assertMeshesAreSound(network);
    }
    heal(network);
    List<MessageId> afterwards = publishSome(network, 20);
    network.run(Duration.ofSeconds(8));

    assertDelivered(network, afterwards);
    assertThat(shareDelivered(network, published)).isGreaterThan(0.9);
    assertNothingTwice(network);
    assertMeshesAreMutual(network);
    return network;
  }

  /** A random connected graph: a ring and about four more links for each. */
  private static SimulatedNetwork network(long seed, int size, GossipConfig config) {
    SimulatedNetwork network = new SimulatedNetwork(seed, config, size);
    List<SimulatedPeer> peers = network.peers();
    for (int i = 0; i < size; i++) {
      network.connect(peers.get(i), peers.get((i + 1) % size));
      for (int more = 0; more < 4; more++) {
        network.connect(peers.get(i), peers.get(network.random().nextInt(size)));
      }
    }
    return network;
  }

  private static void breakAndMend(SimulatedNetwork network) {
    RandomGenerator random = network.random();
    List<SimulatedPeer> peers = network.peers();
    for (int i = 0; i < 3; i++) {
      SimulatedPeer one = peers.get(random.nextInt(peers.size()));
      SimulatedPeer other = peers.get(random.nextInt(peers.size()));
      if (network.connected(one, other)) {
        network.disconnect(one, other);
      } else {
        network.connect(one, other);
      }
    }
    SimulatedPeer restless = peers.get(random.nextInt(peers.size()));
    restless.unsubscribe();
    network.run(Duration.ofMillis(random.nextInt(50)));
    restless.subscribe();
  }

  private static void heal(SimulatedNetwork network) {
    network.messageLoss(0);
    List<SimulatedPeer> peers = network.peers();
    for (int i = 0; i < peers.size(); i++) {
      network.connect(peers.get(i), peers.get((i + 1) % peers.size()));
    }
    // Longer than the back-off, so that every mesh can be mended.
    network.run(Duration.ofSeconds(70));
  }

  private static List<MessageId> publishSome(SimulatedNetwork network, int count) {
    List<MessageId> ids = new ArrayList<>();
    List<SimulatedPeer> peers = network.peers();
    for (int i = 0; i < count; i++) {
      SimulatedPeer author = peers.get(network.random().nextInt(peers.size()));
      ids.add(author.publish(network.random().nextInt(1, 8000)));
      network.run(Duration.ofMillis(network.random().nextInt(30)));
    }
    return ids;
  }

  private static void assertDelivered(SimulatedNetwork network, List<MessageId> ids) {
    for (SimulatedPeer peer : network.peers()) {
      for (MessageId id : ids) {
        boolean own = startsWith(id.toBytes(), peer.id.toBytes());
        assertThat(own || peer.delivered.containsKey(id))
            .as("message %s at %s", id, peer.id.toShortString())
            .isTrue();
      }
    }
  }

  /**
   * With faults on, members lose messages that only their broken link had: no guarantee, but few.
   */
  private static double shareDelivered(SimulatedNetwork network, List<MessageId> ids) {
    long delivered = 0;
    for (SimulatedPeer peer : network.peers()) {
      delivered += ids.stream().filter(peer.delivered::containsKey).count();
    }
    return (double) delivered / (ids.size() * (network.peers().size() - 1L));
  }

  private static void assertNothingTwice(SimulatedNetwork network) {
    for (SimulatedPeer peer : network.peers()) {
      assertThat(peer.delivered.values()).as(peer.id.toShortString()).containsOnly(1);
    }
  }

  private static void assertMeshesAreSound(SimulatedNetwork network) {
    for (SimulatedPeer peer : network.peers()) {
      // Dialled peers come in above the maximum until the next heartbeat.
      assertThat(peer.mesh().size()).isLessThanOrEqualTo(2 * CONFIG.mesh().meshSizeMax());
      assertThat(peer.router.subscribers(GossipFixtures.TOPIC)).containsAll(peer.mesh());
    }
  }

  private static void assertMeshesAreMutual(SimulatedNetwork network) {
    for (SimulatedPeer peer : network.peers()) {
      for (PeerId member : peer.mesh()) {
        SimulatedPeer other =
            network.peers().stream().filter(p -> p.id.equals(member)).findFirst().orElseThrow();
        assertThat(other.mesh()).as("mesh of %s", other.id.toShortString()).contains(peer.id);
      }
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }
}
