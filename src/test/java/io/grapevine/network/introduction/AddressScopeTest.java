package io.grapevine.network.introduction;

import static io.grapevine.network.introduction.Strangers.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.multiformats.Multiaddr;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressScopeTest {
  private static final Multiaddr LOOPBACK = address("/ip4/127.0.0.1/tcp/4001");
  private static final Multiaddr LOOPBACK6 = address("/ip6/::1/tcp/4001");
  private static final Multiaddr PRIVATE = address("/ip4/10.2.3.4/tcp/4001");
  private static final Multiaddr CARRIER = address("/ip4/100.64.0.1/tcp/4001");
  private static final Multiaddr UNIQUE_LOCAL = address("/ip6/fd00::1/tcp/4001");
  private static final Multiaddr PUBLIC = address("/ip4/198.51.100.7/tcp/4001");
  private static final Multiaddr PUBLIC6 = address("/ip6/2001:db8::1/tcp/4001");
  private static final List<Multiaddr> ALL =
      List.of(LOOPBACK, LOOPBACK6, PRIVATE, CARRIER, UNIQUE_LOCAL, PUBLIC, PUBLIC6);

  private static List<Multiaddr> seenFrom(String... own) {
    List<Multiaddr> addresses = new ArrayList<>();
    for (String text : own) {
      addresses.add(address(text));
    }
    return ALL.stream().filter(AddressScope.of(addresses)::admits).toList();
  }

  @Test
  void aPublicPeerIsLuredIntoNobodysPrivateNetwork() {
    assertThat(seenFrom("/ip4/203.0.113.9/tcp/4001", "/ip4/127.0.0.1/tcp/9"))
        .containsExactly(PUBLIC, PUBLIC6);
  }

  @Test
  void aPeerInAPrivateNetworkDialsPrivateAddressesAndNoLoopbackOnes() {
    assertThat(seenFrom("/ip4/192.168.1.2/tcp/4001", "/ip4/127.0.0.1/tcp/9"))
        .containsExactly(PRIVATE, CARRIER, UNIQUE_LOCAL, PUBLIC, PUBLIC6);
    assertThat(seenFrom("/ip4/203.0.113.9/tcp/4001", "/ip6/fd00::2/tcp/9")).contains(PRIVATE);
  }

  @Test
  void aPeerOnLoopbackDialsItsLike() {
    assertThat(seenFrom("/ip4/127.0.0.1/tcp/9")).containsExactlyElementsOf(ALL);
  }

  @Test
  void aPeerThatDoesNotSayWhereItIsDialsNoLoopbackAddress() {
    assertThat(seenFrom()).containsExactly(PRIVATE, CARRIER, UNIQUE_LOCAL, PUBLIC, PUBLIC6);
    assertThat(seenFrom("/dns4/peer.example.com/tcp/4001"))
        .containsExactly(PRIVATE, CARRIER, UNIQUE_LOCAL, PUBLIC, PUBLIC6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ip4/0.0.0.0/tcp/4001",
        "/ip4/169.254.169.254/tcp/80",
        "/ip4/224.0.0.1/tcp/4001",
        "/ip4/255.255.255.255/tcp/4001",
        "/ip4/198.51.100.7/tcp/0",
        "/ip4/198.51.100.7/udp/4001",
        "/ip4/198.51.100.7/tcp/4001/ws",
        "/ip6/::/tcp/4001",
        "/ip6/fe80::1/tcp/4001",
        "/ip6/ff02::1/tcp/4001",
        "/ip6/64:ff9b::a00:1/tcp/4001",
        "/ip6/::ffff:169.254.169.254/tcp/80",
        "/dns4/internal.example.com/tcp/4001"
      })
  void nobodyDialsWhatIsNoPlaceOfAPeer(String text) {
    assertThat(AddressScope.of(List.of(LOOPBACK)).admits(address(text))).isFalse();
    assertThat(AddressScope.of(List.of(PRIVATE)).admits(address(text))).isFalse();
  }

  @Test
  void anIp4AddressInsideAnIp6OneCountsAsWhatItIs() {
    assertThat(AddressScope.of(List.of(PUBLIC)).admits(address("/ip6/::ffff:10.0.0.1/tcp/4001")))
        .isFalse();
  }

  @Test
  void ownAddressesAreLeftOutAndTheRestIsBounded() {
    AddressScope scope = AddressScope.of(List.of(PRIVATE));
    List<Multiaddr> claimed = new ArrayList<>(List.of(PRIVATE, LOOPBACK));
    for (int i = 0; i < 10; i++) {
      claimed.add(Strangers.place(0, i / 2, 4001));
    }
    assertThat(scope.admitted(claimed))
        .containsExactly(
            Strangers.place(0, 0, 4001),
            Strangers.place(0, 1, 4001),
            Strangers.place(0, 2, 4001),
            Strangers.place(0, 3, 4001));
  }
}
