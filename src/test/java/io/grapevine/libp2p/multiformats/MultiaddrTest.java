package io.grapevine.libp2p.multiformats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.testing.Randomised;
import io.grapevine.testing.Vectors;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class MultiaddrTest {

  private static final String PEER = "12D3KooWCryG7Mon9orvQxcS1rYZjotPgpwoJNHHKcLLfE4Hf5mV";

  @Test
  void readsEveryGoodTextAndPrintsItBack() throws Exception {
    for (String[] row : texts("good")) {
      Multiaddr address = Multiaddr.parse(row[1]);
      assertThat(Multiaddr.parse(address.toString())).isEqualTo(address);
      assertThat(Multiaddr.decode(address.toBytes()))
          .isEqualTo(address)
          .hasSameHashCodeAs(address)
          .hasToString(address.toString());
      boolean sameText = !row[1].contains("/ipfs/") && !row[1].matches(".*/(p2p/[kb].*)?");
      if (sameText) {
        assertThat(address).hasToString(row[1]);
      }
    }
  }

  @Test
  void refusesEveryBadText() {
    List<String[]> bad = texts("bad");
    assertThat(bad).hasSizeGreaterThan(50);
    for (String[] row : bad) {
      assertThatThrownBy(() -> Multiaddr.parse(row[1]))
          .as(row[1])
          .isInstanceOf(MalformedException.class);
    }
    for (String text : new String[] {"", "/", "/dns/a b", "/dns/a\tb", "/ip4/1.2.3.4 "}) {
      assertThatThrownBy(() -> Multiaddr.parse(text)).isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void matchesThePublicBytes() throws Exception {
    for (String[] row : Vectors.rows(MultiaddrTest.class, "multiaddr-bytes.txt")) {
      byte[] bytes = HexFormat.of().parseHex(row[1]);
      assertThat(HexFormat.of().formatHex(Multiaddr.parse(row[0]).toBytes())).isEqualTo(row[1]);
      assertThat(Multiaddr.decode(bytes)).hasToString(row[0]);
    }
  }

  @Test
  void readsTheOldNameAndEveryTextOfAPeer() throws Exception {
    Multiaddr expected = Multiaddr.parse("/p2p/" + PEER);
    String cid = PeerIdText.printCid(PeerIdText.parse(PEER));
    assertThat(Multiaddr.parse("/ipfs/" + PEER)).isEqualTo(expected);
    assertThat(Multiaddr.parse("/p2p/" + cid)).isEqualTo(expected).hasToString("/p2p/" + PEER);
  }

  @Test
  void printsIpv6InItsCanonicalForm() throws Exception {
    String[][] pairs = {
      {"0:0:0:0:0:0:0:0", "::"},
      {"2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
      {"1:0:0:2:0:0:0:3", "1:0:0:2::3"},
      {"1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0"},
      {"::ffff:102:304", "::ffff:1.2.3.4"},
      {"64:ff9b::1.2.3.4", "64:ff9b::102:304"},
      {"fe80::", "fe80::"},
    };
    for (String[] pair : pairs) {
      assertThat(Multiaddr.parse("/ip6/" + pair[0])).hasToString("/ip6/" + pair[1]);
    }
  }

  @Test
  void refusesBytesCutAtEveryByte() throws Exception {
    byte[] bytes = Multiaddr.parse("/dns4/example.com/tcp/4001/p2p/" + PEER).toBytes();
    // The ends of whole components are addresses of their own.
    List<Integer> ends = List.of(13, 16);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      if (!ends.contains(length)) {
        assertThatThrownBy(() -> Multiaddr.decode(cut))
            .as("%d bytes", length)
            .isInstanceOf(MalformedException.class);
      }
    }
  }

  /** The first from go-multiaddr's TestInvalidP2PAddrBytes, some from its fuzzing corpus. */
  @Test
  void refusesHostileBytes() {
    for (String hex :
        new String[] {
          "a503221221c05877cbae039d70a5e600ea02c6f9f2942439285c9e344e26f8d280c850fad6",
          "3700",
          "84e0ff00",
          "36ffffffffffffffff7f",
          "3603612f62",
          "3603610a62",
          "3602c3a9",
          "a50303003001",
          // A peer by SHA-1: its base58 text begins like no peer id and could not be read back.
          "a50316111468656c6c6f68656c6c6f68656c6c6f68656c6c6f",
          "8600047f000001",
          "ffffffffffffffffff01",
        }) {
      assertThatThrownBy(() -> Multiaddr.decode(HexFormat.of().parseHex(hex)))
          .as(hex)
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void keepsItsLimits() throws Exception {
    assertThat(Multiaddr.parse("/ws".repeat(16)).components()).hasSize(16);
    assertThatThrownBy(() -> Multiaddr.parse("/ws".repeat(17)))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> Multiaddr.decode(new byte[1025]))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> Multiaddr.parse("/dns/" + "a".repeat(254)))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> Multiaddr.parse(("/dns/" + "a".repeat(250)).repeat(5)))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void namesHostPortAndPeer() throws Exception {
    Multiaddr address = Multiaddr.parse("/ip4/10.0.0.1/tcp/4001/p2p/" + PEER);
    assertThat(address.host()).contains("10.0.0.1");
    assertThat(address.ip()).contains(InetAddress.ofLiteral("10.0.0.1"));
    assertThat(address.tcpPort()).hasValue(4001);
    assertThat(address.peerIdBytes()).hasValue(PeerIdText.parse(PEER).encode());
    assertThat(address.isPlainTcp()).isTrue();
    assertThat(address.withoutPeer()).hasToString("/ip4/10.0.0.1/tcp/4001");
    assertThat(address.withoutPeer().isPlainTcp()).isTrue();
    assertThat(address.withoutPeer().withPeer(PeerIdText.parse(PEER))).isEqualTo(address);
    assertThat(address.withPeer(PeerIdText.parse(PEER))).isEqualTo(address);
  }

  @Test
  void knowsWhatIsNotPlainTcp() throws Exception {
    for (String text :
        new String[] {
          "/ip4/1.2.3.4/udp/1/quic-v1",
          "/ip4/1.2.3.4/tcp/1/ws",
          "/ip4/1.2.3.4/tcp/1/p2p/" + PEER + "/p2p-circuit",
          "/p2p/" + PEER,
          "/ip4/1.2.3.4",
          "/tcp/1",
        }) {
      assertThat(Multiaddr.parse(text).isPlainTcp()).as(text).isFalse();
    }
    assertThat(Multiaddr.parse("/dns6/a/tcp/0").isPlainTcp()).isTrue();
    assertThat(Multiaddr.parse("/dns6/a/tcp/0").ip()).isEmpty();
    assertThat(Multiaddr.parse("/tcp/1").host()).isEmpty();
    assertThat(Multiaddr.parse("/udp/1").tcpPort()).isEmpty();
  }

  @Test
  void keepsAnAddressThatIsNothingButAPeer() throws Exception {
    Multiaddr address = Multiaddr.parse("/p2p/" + PEER);
    assertThat(address.withoutPeer()).isEqualTo(address);
  }

  @Test
  void namesTcpPortsOfBothFamilies() throws Exception {
    assertThat(Multiaddr.ofTcp(InetAddress.ofLiteral("127.0.0.1"), 80))
        .hasToString("/ip4/127.0.0.1/tcp/80");
    assertThat(Multiaddr.ofTcp(InetAddress.ofLiteral("::1"), 65_535))
        .hasToString("/ip6/::1/tcp/65535");
    assertThatThrownBy(() -> Multiaddr.ofTcp(InetAddress.ofLiteral("::1"), 65_536))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void roundTripsRandomAddresses() {
    Randomised.runs(500)
        .check(
            random -> {
              StringBuilder text = new StringBuilder();
              int components = 1 + random.nextInt(5);
              for (int i = 0; i < components; i++) {
                text.append(randomComponent(random));
              }
              Multiaddr address = Multiaddr.parse(text.toString());
              assertThat(Multiaddr.decode(address.toBytes())).isEqualTo(address);
              assertThat(Multiaddr.parse(address.toString())).isEqualTo(address);
            });
  }

  @Test
  void throwsOnlyMalformedForRandomBytes() {
    Randomised.runs(3000)
        .check(
            random -> {
              byte[] bytes = Multiaddr.parse("/ip4/1.2.3.4/tcp/1/p2p/" + PEER).toBytes().clone();
              bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
              try {
                Multiaddr address = Multiaddr.decode(bytes);
                assertThat(Multiaddr.parse(address.toString()).toBytes()).isEqualTo(bytes);
              } catch (MalformedException e) {
                assertThat(e.getMessage()).isNotBlank();
              }
            });
  }

  private static String randomComponent(RandomGenerator random) throws Exception {
    return switch (random.nextInt(6)) {
      case 0 -> "/ip4/" + InetAddress.getByAddress(Randomised.bytes(random, 4, 4)).getHostAddress();
      case 1 -> "/ip6/" + randomIp6(random);
      case 2 -> "/tcp/" + random.nextInt(65_536);
      case 3 -> "/dns4/host-" + random.nextInt(100) + ".example";
      case 4 -> "/p2p/" + PeerIdText.print(Multihash.sha256(Randomised.bytes(random, 0, 9)));
      default -> "/ws";
    };
  }

  private static String randomIp6(RandomGenerator random) throws Exception {
    byte[] bytes = Randomised.bytes(random, 16, 16);
    for (int i = 0; i < 16; i++) {
      bytes[i] = random.nextInt(3) == 0 ? bytes[i] : 0;
    }
    bytes[0] = 0x20;
    return InetAddress.getByAddress(bytes).getHostAddress();
  }

  private static List<String[]> texts(String kind) {
    return Vectors.rows(MultiaddrTest.class, "multiaddr.txt").stream()
        .filter(row -> row[0].equals(kind))
        .toList();
  }
}
