package io.grapevine.libp2p.discovery;

import static io.grapevine.libp2p.discovery.Peers.address;
import static io.grapevine.libp2p.discovery.Peers.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.libp2p.multiformats.Multiaddr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BootstrapAddressTest {
  private static final NameResolver THREE =
      name -> List.of(ip("192.0.2.1"), ip("192.0.2.2"), ip("2001:db8::1"));

  private static InetAddress ip(String literal) throws UnknownHostException {
    return InetAddress.getByName(literal);
  }

  private static List<Candidate> candidates(String text, NameResolver resolver) throws Exception {
    return new BootstrapAddress(address(text)).candidates(resolver);
  }

  private static Candidate dns(String text) throws Exception {
    return Candidate.ofAddress(address(text), Source.DNS);
  }

  @Test
  void takesALiteralAddressAsItIs() throws Exception {
    NameResolver never =
        name -> {
          throw new UnknownHostException("asked for " + name);
        };
    Multiaddr place = address("/ip4/192.0.2.9/tcp/4001");
    assertThat(candidates(place.toString(), never))
        .containsExactly(Candidate.ofAddress(place, Source.BOOTSTRAP));
    assertThat(candidates(place.withPeer(peer("a").toMultihash()).toString(), never))
        .containsExactly(Candidate.ofPeer(peer("a"), List.of(place), Source.BOOTSTRAP));
  }

  @Test
  void takesEveryAddressOfAName() throws Exception {
    assertThat(candidates("/dns/peers.example/tcp/4001", THREE))
        .containsExactly(
            dns("/ip4/192.0.2.1/tcp/4001"),
            dns("/ip4/192.0.2.2/tcp/4001"),
            dns("/ip6/2001:db8::1/tcp/4001"));
  }

  @Test
  void keepsToTheAddressFamilyThatTheNameAsksFor() throws Exception {
    assertThat(candidates("/dns4/peers.example/tcp/4001", THREE))
        .containsExactly(dns("/ip4/192.0.2.1/tcp/4001"), dns("/ip4/192.0.2.2/tcp/4001"));
    assertThat(candidates("/dns6/peers.example/tcp/4001", THREE))
        .containsExactly(dns("/ip6/2001:db8::1/tcp/4001"));
  }

  @Test
  void keepsAllAddressesOfANameTogetherWhereThePeerIsGiven() throws Exception {
    String text = "/dns4/one.example/tcp/4001/p2p/" + peer("a");
    assertThat(candidates(text, THREE))
        .containsExactly(
            Candidate.ofPeer(
                peer("a"),
                List.of(address("/ip4/192.0.2.1/tcp/4001"), address("/ip4/192.0.2.2/tcp/4001")),
                Source.BOOTSTRAP));
  }

  @Test
  void looksAtABoundedNumberOfAnswers() throws Exception {
    List<InetAddress> many = new ArrayList<>();
    for (int i = 0; i < BootstrapAddress.RESOLVED_MAX + 1; i++) {
      many.add(InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i}));
    }
    assertThat(candidates("/dns4/peers.example/tcp/4001", name -> many))
        .hasSize(BootstrapAddress.RESOLVED_MAX);
  }

  @Test
  void refusesAddressesThatNobodyCanDial() {
    for (String text :
        List.of("/dnsaddr/example.org/tcp/4001", "/ip4/192.0.2.1/udp/4001", "/ip4/192.0.2.1")) {
      assertThatThrownBy(() -> DiscoveryConfig.of(List.of(address(text)), false))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(text);
    }
  }
}
