package io.grapevine.libp2p.host;

import static io.grapevine.libp2p.host.Hosts.ECHO;
import static io.grapevine.libp2p.host.Hosts.SOON;
import static io.grapevine.libp2p.host.Hosts.impatient;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.grapevine.libp2p.host.DialException.Reason;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.resources.ResourceLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
  private static final Duration MOMENT = Duration.ofMillis(300);

  private final Hosts hosts = new Hosts();

  @AfterEach
  void closeHosts() {
    hosts.close();
  }

  @Test
  void survivesTwoHundredSimultaneousDials() throws Exception {
    Host a = hosts.start(builder -> builder.config(impatient(ResourceLimits.DEFAULT)));
    Host b = hosts.start(builder -> builder.config(impatient(ResourceLimits.DEFAULT)));
    for (int round = 0; round < 200; round++) {
      atOnce(
          List.of(
              () -> {
                Hosts.connect(a, b);
                return Hosts.echo(a, b, new byte[] {1});
              },
              () -> {
                Hosts.connect(b, a);
                return Hosts.echo(b, a, new byte[] {2});
              }));
      if (round < 199) {
        a.disconnect(b.peerId());
        b.disconnect(a.peerId());
        await()
            .pollInterval(Duration.ofMillis(1))
            .until(() -> a.connections().isEmpty() && b.connections().isEmpty());
      }
    }

    await().until(() -> a.connections().size() == 1 && b.connections().size() == 1);
    assertThat(a.connections().getFirst().outbound())
        .as("both ends kept the same connection")
        .isNotEqualTo(b.connections().getFirst().outbound());
    assertThat(Hosts.echo(a, b, "still".getBytes(UTF_8))).asString().isEqualTo("still");
    assertThat(Hosts.echo(b, a, "here".getBytes(UTF_8))).asString().isEqualTo("here");
  }

  @Test
  void keepsTheConnectionThatTheSmallerPeerDialed() throws Exception {
    Host a = hosts.start(builder -> builder.config(impatient(ResourceLimits.DEFAULT)));
    Host b = hosts.start(builder -> builder.config(impatient(ResourceLimits.DEFAULT)));
    a.connect(b.addresses().getFirst(), SOON);
    b.connect(a.addresses().getFirst(), SOON);
    // The dialler has its connection a moment before the other end has.
    await()
        .pollInterval(Duration.ofMillis(1))
        .until(() -> a.connections().size() == 2 && b.connections().size() == 2);
    await().until(() -> a.connections().size() == 1 && b.connections().size() == 1);

    boolean smaller = a.peerId().compareTo(b.peerId()) < 0;
    assertThat(a.connections()).extracting(ConnectionSnapshot::outbound).containsExactly(smaller);
    assertThat(b.connections()).extracting(ConnectionSnapshot::outbound).containsExactly(!smaller);
  }

  @Test
  void announcesPeersNotConnections() throws Exception {
    Host a = hosts.start();
    Host b = hosts.start();
    AtomicInteger connected = new AtomicInteger();
    AtomicInteger identified = new AtomicInteger();
    AtomicInteger disconnected = new AtomicInteger();
    a.addListener(
        new PeerListener() {
          @Override
          public void peerConnected(PeerId peer) {
            connected.incrementAndGet();
          }

          @Override
          public void peerIdentified(PeerId peer, Set<String> protocols) {
            assertThat(connected).hasPositiveValue();
            identified.incrementAndGet();
          }

          @Override
          public void peerDisconnected(PeerId peer) {
            disconnected.incrementAndGet();
          }
        });
    for (int i = 0; i < 3; i++) {
      a.connect(b.addresses().getFirst(), SOON);
    }
    assertThat(a.connections()).hasSize(3);
    await().untilAtomic(identified, org.hamcrest.Matchers.is(1));
    b.close();
    await().untilAtomic(disconnected, org.hamcrest.Matchers.is(1));

    assertThat(connected).hasValue(1);
    assertThat(identified).hasValue(1);
  }

  @Test
  void sharesOneDialAmongAllThatWantThePeer() throws Exception {
    CountingObserver observer = new CountingObserver();
    Host a = hosts.start(builder -> builder.observer(observer));
    Host b = hosts.start();
    List<Callable<byte[]>> callers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      callers.add(
          () -> {
            Hosts.connect(a, b);
            return new byte[0];
          });
    }
    atOnce(callers);

    assertThat(observer.connections).hasValue(1);
  }

  @Test
  void refusesSomebodyElse() throws IOException {
    Host a = hosts.start();
    Host b = hosts.start();
    Host c = hosts.start();

    assertFails(Reason.IDENTITY_MISMATCH, () -> a.connect(c.peerId(), b.addresses(), SOON));
    assertThat(a.connectedPeers()).isEmpty();
  }

  @Test
  void findsThePeerBehindOneGoodAddressAmongBadOnes() throws IOException {
    Host a = hosts.start();
    Host b = hosts.start();
    Host other = hosts.start();
    List<Multiaddr> addresses = new ArrayList<>(other.addresses());
    addresses.add(closedPort());
    addresses.addAll(b.addresses());

    a.connect(b.peerId(), addresses, SOON);
    assertThat(a.connectedPeers()).containsExactly(b.peerId());
  }

  @Test
  void saysWhyADialFails() throws IOException {
    Host a = hosts.start();
    Host b = hosts.start();

    assertFails(Reason.NO_ADDRESS, () -> a.connect(b.peerId(), List.of(), SOON));
    assertFails(Reason.REFUSED, () -> a.connect(closedPort(), SOON));
    assertFails(Reason.REFUSED, () -> a.connect(a.addresses().getFirst(), SOON));
    Hosts.connect(a, b);
    assertFails(Reason.PROTOCOL_UNSUPPORTED, () -> a.open(b.peerId(), List.of("/no/such/1"), SOON));
    a.close();
    assertFails(Reason.CLOSED, () -> a.open(b.peerId(), List.of(ECHO), SOON));
  }

  @Test
  void timesOutWhereNobodySpeaks() throws IOException {
    Host a = hosts.start();
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Multiaddr address = Multiaddr.ofTcp(silent.getInetAddress(), silent.getLocalPort());

      assertFails(Reason.TIMEOUT, () -> a.connect(address, Duration.ofMillis(200)));
    }
  }

  @Test
  void turnsConnectionsAboveTheLimitAwayAndCountsThem() throws Exception {
    CountingObserver observer = new CountingObserver();
    ResourceLimits two =
        ResourceLimits.DEFAULT.with(new ResourceLimits.Connections(2, 2, 2, 2, 2, 16, 16, 16, 16));
    Host server = hosts.start(builder -> builder.observer(observer).config(impatient(two)));
    for (int i = 0; i < 4; i++) {
      Host client = hosts.start();
      try {
        Hosts.connect(client, server);
      } catch (DialException e) {
        assertThat(e.reason()).isEqualTo(Reason.UPGRADE_FAILED);
      }
    }

    await().until(() -> observer.refusals(Refusal.CONNECTION_LIMIT) == 2);
    assertThat(server.connections()).hasSize(2);
  }

  @Test
  void asksTheGaterForAddressesAndPeers() throws Exception {
    CountingObserver observer = new CountingObserver();
    Host denied = hosts.start();
    ConnectionGater gater =
        new ConnectionGater() {
          @Override
          public boolean allowsPeer(PeerId peer, boolean outbound) {
            return !peer.equals(denied.peerId());
          }
        };
    Host server = hosts.start(builder -> builder.observer(observer).gater(gater));

    assertFails(Reason.LIMIT, () -> Hosts.connect(server, denied));
    Hosts.connect(denied, server);
    await().until(() -> observer.refusals(Refusal.GATED) == 1);
    assertThat(server.connections()).isEmpty();
    await().until(() -> denied.connections().isEmpty());
  }

  @Test
  void staysReachableWhileStrangersHoldHandshakesOpen() throws Exception {
    CountingObserver observer = new CountingObserver();
    ResourceLimits limits =
        ResourceLimits.DEFAULT.with(
            new ResourceLimits.Connections(100, 100, 100, 4, 100, 16, 16, 16, 16));
    Host server =
        hosts.start(builder -> builder.observer(observer).config(impatient(limits, MOMENT)));
    InetAddress ip = server.addresses().getFirst().ip().orElseThrow();
    int port = server.addresses().getFirst().tcpPort().orElseThrow();
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 1000; i++) {
        Socket socket = new Socket(ip, port);
        socket.getOutputStream().write(19);
        silent.add(socket);
      }
      await().until(() -> observer.refusals(Refusal.HALF_OPEN_PER_SOURCE_LIMIT) >= 100);
      await().until(() -> observer.refusals(Refusal.HANDSHAKE_FAILED) >= 8);

      Host client = hosts.start();
      await().ignoreExceptions().until(() -> connects(client, server));
      assertThat(Hosts.echo(client, server, new byte[] {7})).containsExactly(7);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void endsAHandshakeThatDrips() throws Exception {
    CountingObserver observer = new CountingObserver();
    Host server =
        hosts.start(
            builder ->
                builder.observer(observer).config(impatient(ResourceLimits.DEFAULT, MOMENT)));
    InetAddress ip = server.addresses().getFirst().ip().orElseThrow();
    int port = server.addresses().getFirst().tcpPort().orElseThrow();
    try (Socket socket = new Socket(ip, port)) {
      // The header, and behind it a proposal of nearly 1024 bytes that takes its time.
      byte[] bytes = ("\u0013/multistream/1.0.0\n\u007f\u0007" + "x".repeat(1000)).getBytes(UTF_8);
      bytes[20] = (byte) 0xff;
      AtomicInteger sent = new AtomicInteger();
      await()
          .pollInterval(Duration.ofMillis(10))
          .ignoreExceptions()
          .until(
              () -> {
                // Asked first, since writing fails from the moment at which the server hangs up.
                boolean cutOff = observer.refusals(Refusal.HANDSHAKE_FAILED) == 1;
                if (!cutOff) {
                  socket.getOutputStream().write(bytes[sent.getAndIncrement()]);
                }
                return cutOff;
              });
      assertThat(sent).hasValueLessThan(bytes.length - 1);
    }
  }

  private static boolean connects(Host from, Host to) throws IOException {
    Hosts.connect(from, to);
    return true;
  }

  /** Something that fails. */
  @FunctionalInterface
  private interface Dial {
    void run() throws IOException;
  }

  private static void assertFails(Reason reason, Dial dial) {
    assertThatExceptionOfType(DialException.class)
        .isThrownBy(dial::run)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }

  /** An address at which nobody listens. */
  private static Multiaddr closedPort() throws IOException {
    try (ServerSocket once = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Multiaddr.ofTcp(once.getInetAddress(), once.getLocalPort());
    }
  }

  private static void atOnce(List<Callable<byte[]>> actions) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> results = new ArrayList<>();
      for (Callable<byte[]> action : actions) {
        results.add(
            threads.submit(
                () -> {
                  start.await();
                  return action.call();
                }));
      }
      start.countDown();
      for (Future<byte[]> result : results) {
        assertThat(result.get()).isNotNull();
      }
    }
  }
}
