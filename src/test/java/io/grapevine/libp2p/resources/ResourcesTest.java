package io.grapevine.libp2p.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grapevine.libp2p.peer.PeerId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ResourcesTest {
  private static final PeerId ANN = peer(1);
  private static final PeerId BEN = peer(2);
  private static final ResourceSnapshot NOTHING = new ResourceSnapshot(0, 0, 0, 0, 0, 0, 0, 0);

  private final Resources resources =
      new Resources(
          new ResourceLimits(
              new ResourceLimits.Connections(5, 4, 3, 2, 3, 8, 3, 2, 1),
              new ResourceLimits.Streams(5, 4, 3, 2, 4),
              ResourceLimits.Memory.ofHeap(0)));
  private final List<Reservation> held = new ArrayList<>();

  private interface Taking {
    Reservation run() throws LimitReached;
  }

  @Test
  void limitsConnectionsInAllAndByDirection() throws Exception {
    take(3, () -> resources.connection(peer(held.size()), Optional.empty()));
    assertRefused(Limit.OUTBOUND_CONNECTIONS, () -> resources.connection(ANN, Optional.empty()));
    take(2, () -> resources.connection(peer(held.size()), Optional.of(ip("10.0.0.1"))));
    assertRefused(Limit.CONNECTIONS, () -> resources.connection(ANN, Optional.of(ip("10.0.0.2"))));
    assertThat(resources.snapshot().inboundConnections()).isEqualTo(2);
    assertThat(resources.snapshot().outboundConnections()).isEqualTo(3);
    assertAllComesBack();
  }

  @Test
  void limitsConnectionsOfOnePeer() throws Exception {
    take(2, () -> resources.connection(ANN, Optional.empty()));
    LimitReached refusal =
        assertRefused(
            Limit.CONNECTIONS_PER_PEER, () -> resources.connection(ANN, Optional.empty()));
    assertThat(refusal).hasMessage("2 connections are open with " + ANN);
    take(1, () -> resources.connection(BEN, Optional.empty()));
    assertAllComesBack();
  }

  @Test
  void limitsInboundConnectionsOfOneSource() throws Exception {
    take(3, () -> resources.connection(peer(held.size()), Optional.of(ip("10.0.0.1"))));
    assertRefused(
        Limit.CONNECTIONS_PER_SOURCE, () -> resources.connection(BEN, Optional.of(ip("10.0.0.1"))));
    take(1, () -> resources.connection(BEN, Optional.of(ip("10.0.0.2"))));
    assertRefused(
        Limit.INBOUND_CONNECTIONS, () -> resources.connection(BEN, Optional.of(ip("10.0.0.3"))));
    assertAllComesBack();
  }

  @Test
  void asksForRoomWithoutTakingIt() throws Exception {
    resources.requireConnection(false);
    assertThat(resources.snapshot()).isEqualTo(NOTHING);
    take(3, () -> resources.connection(peer(held.size()), Optional.empty()));
    assertThatExceptionOfType(LimitReached.class)
        .isThrownBy(() -> resources.requireConnection(true));
    resources.requireConnection(false);
  }

  @Test
  void limitsHandshakesOfOneSource() throws Exception {
    take(3, () -> resources.handshake(ip("10.0.0.7")));
    LimitReached refusal =
        assertRefused(Limit.HANDSHAKES_PER_SOURCE, () -> resources.handshake(ip("10.0.0.7")));
    assertThat(refusal).hasMessage("3 inbound handshakes are under way from 10.0.0.7");
    assertThat(resources.snapshot().handshakes()).isEqualTo(3);
    assertAllComesBack();
  }

  @Test
  void keepsHandshakesFreeForSourcesThatHaveNone() throws Exception {
    for (int i = 0; i < 3; i++) {
      InetAddress source = ip("10.0.0." + i);
      for (int more = 0; more < 3; more++) {
        try {
          held.add(resources.handshake(source));
        } catch (LimitReached expected) {
          assertThat(expected.limit()).isEqualTo(Limit.HANDSHAKES_PER_SOURCE);
        }
      }
    }
    assertThat(resources.snapshot().handshakes()).isLessThan(8);
    take(1, () -> resources.handshake(ip("10.9.9.9")));
    assertAllComesBack();
  }

  @Test
  void takesIpv6AddressesOfOneNetworkForOneSource() throws Exception {
    take(2, () -> resources.handshake(ip("2001:db8::1")));
    take(1, () -> resources.handshake(ip("2001:db8::ffff:2")));
    LimitReached refusal =
        assertRefused(Limit.HANDSHAKES_PER_SOURCE, () -> resources.handshake(ip("2001:db8::3")));
    assertThat(refusal).hasMessageEndingWith("from 2001:db8:0:0:0:0:0:0/64");
    take(1, () -> resources.handshake(ip("2001:db8:0:1::1")));
    assertThat(SourceAddress.of(ip("::ffff:10.0.0.7")))
        .as("IPv4 inside IPv6")
        .isEqualTo(SourceAddress.of(ip("10.0.0.7")))
        .hasToString("10.0.0.7");
    assertAllComesBack();
  }

  @Test
  void limitsDialsUnderWayAndWaitingTogether() throws Exception {
    take(3, resources::dial);
    assertRefused(Limit.DIALS, resources::dial);
    assertAllComesBack();
  }

  @Test
  void limitsStreamsInAllAndByPeer() throws Exception {
    StreamAccounts streams = resources.streams();
    take(3, () -> streams.openedBy(ANN));
    assertRefused(Limit.INBOUND_STREAMS_PER_PEER, () -> streams.openedBy(ANN));
    take(2, () -> streams.openedBy(BEN));
    assertRefused(Limit.INBOUND_STREAMS, () -> streams.openedBy(BEN));
    take(2, () -> streams.openTo(ANN));
    assertRefused(Limit.OUTBOUND_STREAMS_PER_PEER, () -> streams.openTo(ANN));
    take(2, () -> streams.openTo(BEN));
    assertRefused(Limit.OUTBOUND_STREAMS, () -> streams.openTo(peer(3)));
    assertAllComesBack();
  }

  @Test
  void limitsStreamsByProtocol() throws Exception {
    StreamAccounts streams = resources.streams();
    take(2, () -> streams.speaks(ANN, "/a", 2));
    LimitReached refusal =
        assertRefused(Limit.STREAMS_PER_PROTOCOL_AND_PEER, () -> streams.speaks(ANN, "/a", 2));
    assertThat(refusal).hasMessage("2 inbound streams are open of /a from " + ANN);
    take(2, () -> streams.speaks(BEN, "/a", 2));
    assertRefused(Limit.STREAMS_PER_PROTOCOL, () -> streams.speaks(peer(3), "/a", 2));
    take(1, () -> streams.speaks(ANN, "/b", 1));
    closeAll();
    take(2, () -> streams.speaks(ANN, "/a", 2));
  }

  @Test
  void givesBackOnce() throws Exception {
    Reservation first = resources.dial();
    Reservation second = resources.dial();
    first.close();
    first.close();
    assertThat(resources.snapshot().dials()).isOne();
    second.close();
  }

  @Test
  void keepsItsLimitsAndItsBalanceUnderContention() throws Exception {
    AtomicInteger most = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      Callable<Integer> hammer =
          () -> {
            int granted = 0;
            for (int i = 0; i < 5_000; i++) {
              try (Reservation _ = resources.streams().openedBy(peer(i % 3))) {
                most.accumulateAndGet(resources.snapshot().inboundStreams(), Math::max);
                granted++;
              } catch (LimitReached e) {
                Thread.onSpinWait();
              }
            }
            return granted;
          };
      for (Future<Integer> future : threads.invokeAll(List.of(hammer, hammer, hammer, hammer))) {
        assertThat(future.get()).isPositive();
      }
    }
    // A refused attempt is counted for a moment.
    assertThat(most.get()).isLessThanOrEqualTo(5 + 4);
    assertThat(resources.snapshot()).isEqualTo(NOTHING);
  }

  private void take(int count, Taking taking) throws LimitReached {
    for (int i = 0; i < count; i++) {
      held.add(taking.run());
    }
  }

  private LimitReached assertRefused(Limit limit, Taking taking) {
    ResourceSnapshot before = resources.snapshot();
    LimitReached[] refusal = new LimitReached[1];
    assertThatExceptionOfType(LimitReached.class)
        .isThrownBy(taking::run)
        .satisfies(e -> refusal[0] = e);
    assertThat(refusal[0].limit()).isEqualTo(limit);
    assertThat(resources.snapshot()).as("a refusal takes nothing").isEqualTo(before);
    return refusal[0];
  }

  private void closeAll() {
    held.forEach(Reservation::close);
    held.clear();
  }

  private void assertAllComesBack() {
    closeAll();
    assertThat(resources.snapshot()).isEqualTo(NOTHING);
  }

  private static PeerId peer(int number) {
    return PeerId.ofPublicKey(new byte[] {8, 1, 18, 1, (byte) number});
  }

  private static InetAddress ip(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
