package io.grapevine.libp2p.discovery;

import static io.grapevine.libp2p.discovery.Peers.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.Multiaddr;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real hosts on loopback find each other. */
class DiscoveryHostTest {
  private static final NameResolver LOOPBACK =
      name -> List.of(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));

  private final List<AutoCloseable> opened = new ArrayList<>();

  private Host host(KeyPair key, Multiaddr listen) throws IOException {
    Host host = Host.builder().keyPair(key).listenAddresses(List.of(listen)).build();
    host.start();
    opened.add(host);
    return host;
  }

  private Host host() throws IOException {
    return host(KeyPair.generate(new SecureRandom()), address("/ip4/127.0.0.1/tcp/0"));
  }

  private void discover(Host host, Multiaddr... bootstrap) {
    DiscoveryConfig config =
        new DiscoveryConfig(
            List.of(bootstrap),
            false,
            20,
            8,
            Duration.ofSeconds(5),
            new Backoff(Duration.ofMillis(50), Duration.ofMillis(200)),
            Duration.ofMillis(100),
            Duration.ofMillis(50),
            1024);
    opened.add(Discovery.start(config, new HostReach(host), LOOPBACK, InstantSource.system()));
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : opened.reversed()) {
      one.close();
    }
  }

  @Test
  void comesBackToAPeerThatWasRestarted() throws IOException {
    Host here = host();
    KeyPair key = KeyPair.generate(new SecureRandom());
    Host there = host(key, address("/ip4/127.0.0.1/tcp/0"));
    Multiaddr place = there.addresses().getFirst();
    discover(here, place);
    await().until(() -> here.isConnected(there.peerId()));

    there.close();
    await().until(() -> !here.isConnected(there.peerId()));
    Host again = host(key, place);
    await().until(() -> here.isConnected(again.peerId()));
  }

  @Test
  void comesBackToAPeerThatItOnlyKnowsFromBefore() throws IOException {
    Host here = host();
    KeyPair key = KeyPair.generate(new SecureRandom());
    Host there = host(key, address("/ip4/127.0.0.1/tcp/0"));
    Multiaddr place = there.addresses().getFirst();
    // The other side dials, so that nothing but Identify tells where it listens.
    there.connect(here.addresses().getFirst(), Duration.ofSeconds(5));
    discover(here);
    await().until(() -> here.peerStore().addresses(there.peerId()).contains(place));

    there.close();
    await().until(() -> !here.isConnected(there.peerId()));
    Host again = host(key, place);
    await().until(() -> here.isConnected(again.peerId()));
  }

  @Test
  void doesNotDialItselfBehindANameThatAllPeersShare() throws IOException {
    Host here = host();
    int port = here.addresses().getFirst().tcpPort().orElseThrow();
    discover(here, address("/dns4/peers.example/tcp/" + port));
    await()
        .during(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(2))
        .until(() -> here.connections().isEmpty());
    assertThat(here.connectedPeers()).isEmpty();
  }

  @Test
  void keepsOneConnectionWhereBothEndsAreToldOfEachOther() throws IOException {
    Host one = host();
    Host two = host();
    discover(one, two.addresses().getFirst());
    discover(two, one.addresses().getFirst());
    await().until(() -> one.isConnected(two.peerId()) && two.isConnected(one.peerId()));
    await()
        .atMost(Duration.ofSeconds(45))
        .until(() -> one.connections().size() == 1 && two.connections().size() == 1);
  }

  @Test
  void knowsThePlacesOfItsOwnAndOfThoseWhoDialledIt() throws IOException {
    Host here = host();
    Host there = host();
    there.connect(here.addresses().getFirst(), Duration.ofSeconds(5));
    HostReach reach = new HostReach(here);
    await().until(() -> reach.contacts().places().containsAll(there.addresses()));
    assertThat(reach.contacts().places()).containsAll(here.addresses());
    assertThat(reach.contacts().peers()).containsExactly(there.peerId());
  }
}
