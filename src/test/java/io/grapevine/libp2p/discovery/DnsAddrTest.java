package io.grapevine.libp2p.discovery;

import static io.grapevine.libp2p.discovery.Peers.address;
import static io.grapevine.libp2p.discovery.Peers.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.libp2p.multiformats.Multiaddr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DnsAddrTest {
  private static final String PEERS = "_dnsaddr.peers.example";

  private record Records(Map<String, List<String>> texts) implements NameResolver {
    @Override
    public List<InetAddress> resolve(String name) throws UnknownHostException {
      throw new UnknownHostException(name);
    }

    @Override
    public List<String> texts(String name) throws UnknownHostException {
      List<String> known = texts.get(name);
      if (known == null) {
        throw new UnknownHostException(name);
      }
      return known;
    }
  }

  @Test
  void takesWhatCanBeDialledFromTheRecordsOfAName() throws Exception {
    String named = "/ip4/192.0.2.2/tcp/4001/p2p/" + peer("a");
    Records records =
        new Records(
            Map.of(
                PEERS,
                List.of(
                    "dnsaddr=/ip4/192.0.2.1/tcp/4001",
                    "dnsaddr=" + named,
                    "dnsaddr=/ip4/192.0.2.3/udp/4001/quic-v1",
                    "dnsaddr=/made/up",
                    "v=spf1 -all",
                    "dnsaddr=/ip4/192.0.2.4/tcp/1/p2p/" + "x".repeat(2000))));

    assertThat(new BootstrapAddress(address("/dnsaddr/peers.example")).candidates(records))
        .containsExactly(
            Candidate.ofAddress(address("/ip4/192.0.2.1/tcp/4001"), Source.DNS),
            Candidate.ofAddress(address(named), Source.DNS));
  }

  @Test
  void keepsToThePeerAtTheEndOfTheAddress() throws Exception {
    String wanted = "/ip4/192.0.2.2/tcp/4001/p2p/" + peer("b");
    Records records =
        new Records(
            Map.of(
                PEERS,
                List.of(
                    "dnsaddr=/ip4/192.0.2.1/tcp/4001",
                    "dnsaddr=/ip4/192.0.2.1/tcp/4001/p2p/" + peer("a"),
                    "dnsaddr=" + wanted)));

    assertThat(DnsAddr.resolve(address("/dnsaddr/peers.example/p2p/" + peer("b")), records))
        .containsExactly(address(wanted));
  }

  @Test
  void followsOtherNamesButNotForEver() throws Exception {
    Multiaddr place = address("/ip4/192.0.2.1/tcp/4001");
    Records records =
        new Records(
            Map.of(
                PEERS,
                List.of("dnsaddr=/dnsaddr/a.example"),
                "_dnsaddr.a.example",
                List.of("dnsaddr=/dnsaddr/b.example"),
                "_dnsaddr.b.example",
                List.of("dnsaddr=/dnsaddr/b.example", "dnsaddr=" + place)));

    assertThat(DnsAddr.resolve(address("/dnsaddr/peers.example"), records)).containsExactly(place);
    assertThatThrownBy(() -> DnsAddr.resolve(address("/dnsaddr/none.example"), records))
        .isInstanceOf(UnknownHostException.class);
  }

  @Test
  void takesASharePerName() throws Exception {
    List<String> many =
        IntStream.range(0, 1000)
            .mapToObj(i -> "dnsaddr=/ip4/10.0.%d.%d/tcp/4001".formatted(i / 250, i % 250))
            .toList();
    assertThat(DnsAddr.resolve(address("/dnsaddr/peers.example"), new Records(Map.of(PEERS, many))))
        .hasSize(BootstrapAddress.RESOLVED_MAX);
  }

  @Test
  void refusesAddressesThatAreHalfOfEach() throws Exception {
    Multiaddr half = address("/dnsaddr/peers.example/tcp/4001");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DiscoveryConfig.of(List.of(half), false))
        .withMessageContaining("nor /dnsaddr");
    assertThat(DiscoveryConfig.of(List.of(address("/dnsaddr/peers.example")), false).bootstrap())
        .hasSize(1);
  }
}
