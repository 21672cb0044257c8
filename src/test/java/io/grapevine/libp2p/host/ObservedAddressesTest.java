package io.grapevine.libp2p.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObservedAddressesTest {
  private static final String PUBLIC = "/ip4/203.0.113.7/tcp/4001";
  private static final String PRIVATE = "/ip4/10.0.0.7/tcp/4001";

  private final Set<PeerId> connected = new HashSet<>();
  private final ObservedAddresses observed = new ObservedAddresses(connected::contains);

  @Test
  void believesAPublicAddressThatFourSourcesAgreeOn() throws Exception {
    for (int i = 1; i <= 3; i++) {
      seen(i, "198.51.100." + i, PUBLIC);
    }
    assertThat(observed.believed(0)).isEmpty();
    seen(4, "198.51.100.4", PUBLIC);
    assertThat(observed.believed(0)).containsExactly(Multiaddr.parse(PUBLIC));
  }

  @Test
  void doesNotBelieveManyPeersOfOneSource() throws Exception {
    for (int i = 1; i <= 15; i++) {
      seen(i, "198.51.100.1", PUBLIC);
      seen(100 + i, "2001:db8::" + i, PUBLIC);
    }
    assertThat(observed.believed(0)).isEmpty();
  }

  @Test
  void believesAPrivateAddressThatTwoPeersAgreeOn() throws Exception {
    seen(1, "10.0.0.1", PRIVATE);
    seen(1, "10.0.0.1", PRIVATE);
    assertThat(observed.believed(0)).isEmpty();
    seen(2, "10.0.0.1", PRIVATE);
    assertThat(observed.believed(0)).containsExactly(Multiaddr.parse(PRIVATE));
  }

  @Test
  void givesEachPeerOneSayPerFamily() throws Exception {
    seen(1, "10.0.0.1", PRIVATE);
    seen(2, "10.0.0.2", PRIVATE);
    seen(2, "10.0.0.2", "/ip6/fd00::7/tcp/4001");
    assertThat(observed.believed(0)).hasSize(1);
    seen(2, "10.0.0.2", "/ip4/10.0.0.8/tcp/4001");
    assertThat(observed.believed(0)).isEmpty();
  }

  @Test
  void forgetsWhatOnlyPeersSaidThatAreGone() throws Exception {
    long later = Duration.ofMinutes(61).toNanos();
    connected.add(peer(1));
    connected.add(peer(2));
    seen(1, "10.0.0.1", PRIVATE);
    seen(2, "10.0.0.2", PRIVATE);
    assertThat(observed.believed(later)).hasSize(1);
    connected.remove(peer(2));
    assertThat(observed.believed(later)).isEmpty();
  }

  @Test
  void keepsTheBestSupportedOfTooManyAddresses() throws Exception {
    seen(1, "10.0.0.1", PRIVATE);
    seen(2, "10.0.0.2", PRIVATE);
    for (int i = 0; i < 500; i++) {
      seen(1000 + i, "10.0.0.3", "/ip4/10.9.%d.%d/tcp/4001".formatted(i / 250, i % 250));
    }
    for (int i = 0; i < 500; i++) {
      seen(2000 + i, "10.0.0.3", PRIVATE);
    }
    assertThat(observed.believed(0)).containsExactly(Multiaddr.parse(PRIVATE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ip4/0.0.0.0/tcp/4001",
        "/ip4/224.0.0.1/tcp/4001",
        "/ip4/10.0.0.7/tcp/0",
        "/dns4/example.org/tcp/4001",
        "/ip4/10.0.0.7/udp/4001/quic-v1"
      })
  void ignoresWhatCannotBeDialled(String address) throws Exception {
    seen(1, "10.0.0.1", address);
    seen(2, "10.0.0.2", address);
    assertThat(observed.believed(0)).isEmpty();
  }

  private void seen(int peer, String source, String address) throws MalformedException {
    observed.seen(peer(peer), InetAddress.ofLiteral(source), Multiaddr.parse(address), 0);
  }

  private static PeerId peer(int number) {
    return PeerId.ofPublicKey(new byte[] {8, 1, 18, 2, (byte) (number >> 8), (byte) number});
  }
}
