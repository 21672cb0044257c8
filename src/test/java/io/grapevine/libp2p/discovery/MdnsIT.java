package io.grapevine.libp2p.discovery;

import static io.grapevine.libp2p.discovery.Peers.address;
import static io.grapevine.libp2p.discovery.Peers.peer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Two responders on the loopback link; they take some seconds, as the protocol wants it. */
class MdnsIT {
  private static final InetAddress LINK = InetAddress.getLoopbackAddress();

  @Test
  void twoPeersOnOneLinkFindEachOther() throws IOException {
    assumeTrue(multicastWorks(), "no multicast on the loopback link of this machine");
    List<Candidate> foundByOne = new CopyOnWriteArrayList<>();
    List<Candidate> foundByTwo = new CopyOnWriteArrayList<>();
    FakeReach one = new FakeReach(peer("one"), address("/ip4/127.0.0.1/tcp/5001"));
    FakeReach two = new FakeReach(peer("two"), address("/ip4/0.0.0.0/tcp/5002"));
    Random random = new Random(3);
    try (Mdns first = new Mdns(one, () -> Set.of(LINK), foundByOne::add, random);
        Mdns second = new Mdns(two, () -> Set.of(LINK), foundByTwo::add, random)) {
      first.refresh();
      second.refresh();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> foundByOne.contains(candidate("two", 5002)));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> foundByTwo.contains(candidate("one", 5001)));
    }
  }

  private static Candidate candidate(String name, int port) {
    return Candidate.ofPeer(
        peer(name), List.of(address("/ip4/127.0.0.1/tcp/" + port)), Source.MDNS);
  }

  private static boolean multicastWorks() throws IOException {
    NetworkInterface link = NetworkInterface.getByInetAddress(LINK);
    byte[] probe = "probe".getBytes(UTF_8);
    try (MulticastSocket socket = new MulticastSocket(new InetSocketAddress(0))) {
      InetSocketAddress group = new InetSocketAddress("224.0.0.251", socket.getLocalPort());
      socket.joinGroup(group, link);
      socket.setNetworkInterface(link);
      socket.setSoTimeout(1000);
      socket.send(new DatagramPacket(probe, probe.length, group));
      socket.receive(new DatagramPacket(new byte[16], 16));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
