package io.grapevine.libp2p.discovery;

import static io.grapevine.libp2p.discovery.Peers.address;
import static io.grapevine.libp2p.discovery.Peers.peer;
import static io.grapevine.libp2p.discovery.Peers.place;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.multiformats.Multiaddr;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MdnsAnnouncementTest {
  private static final InetAddress LINK = place(7).ip().orElseThrow();
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private static Multiaddr withPeer(Multiaddr place, String name) {
    return place.withPeer(peer(name).toMultihash());
  }

  private static byte[] record(String... attributes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String attribute : attributes) {
      byte[] text = attribute.getBytes(UTF_8);
      bytes.write(text.length);
      bytes.writeBytes(text);
    }
    return bytes.toByteArray();
  }

  @Test
  void writesOneAttributeForEachAddress() {
    Multiaddr address = withPeer(place(1), "a");
    assertThat(MdnsText.encode(List.of(address))).isEqualTo(record("dnsaddr=" + address));
  }

  @Test
  void readsBackWhatItWrote() {
    List<Multiaddr> addresses = List.of(withPeer(place(1), "a"), withPeer(place(2), "a"));
    assertThat(MdnsText.decode(MdnsText.encode(addresses))).isEqualTo(addresses);
  }

  @Test
  void survivesARecordThatIsCutAnywhere() {
    byte[] whole = MdnsText.encode(List.of(withPeer(place(1), "a"), withPeer(place(2), "b")));
    for (int length = 0; length < whole.length; length++) {
      assertThat(MdnsText.decode(Arrays.copyOf(whole, length))).hasSizeLessThan(2);
    }
  }

  @Test
  void survivesNoise() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      assertThat(MdnsAnnouncement.candidates(noise, LINK)).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void takesABoundedNumberOfAddresses() {
    String[] attributes = new String[MdnsText.ADDRESSES_MAX + 1];
    List<Multiaddr> addresses = new ArrayList<>();
    for (int i = 0; i < attributes.length; i++) {
      addresses.add(withPeer(place(i), "a"));
      attributes[i] = "dnsaddr=" + addresses.get(i);
    }
    assertThat(MdnsText.decode(record(attributes))).hasSize(MdnsText.ADDRESSES_MAX);
    assertThat(MdnsText.encode(addresses))
        .isEqualTo(record(Arrays.copyOf(attributes, MdnsText.ADDRESSES_MAX)));
  }

  @Test
  void looksAtABoundedNumberOfAddressesReadableOrNot() {
    String[] attributes = new String[MdnsText.ADDRESSES_MAX + 1];
    Arrays.fill(attributes, "dnsaddr=none");
    attributes[MdnsText.ADDRESSES_MAX - 1] = "dnsaddr=" + place(1);
    attributes[MdnsText.ADDRESSES_MAX] = "dnsaddr=" + place(2);
    assertThat(MdnsText.decode(record(attributes))).containsExactly(place(1));
  }

  @Test
  void readsNoRecordBeyondItsLimit() {
    Multiaddr address = withPeer(place(1), "a");
    byte[] record = record("dnsaddr=" + address);
    assertThat(MdnsText.decode(Arrays.copyOf(record, MdnsText.BYTES_MAX))).containsExactly(address);
    assertThat(MdnsText.decode(Arrays.copyOf(record, MdnsText.BYTES_MAX + 1))).isEmpty();
  }

  @Test
  void passesOverAttributesThatAreNotItsOwn() {
    Multiaddr address = withPeer(place(1), "a");
    byte[] record = record("", "txtvers=1", "dnsaddr=nonsense", "dnsaddr=" + address);
    assertThat(MdnsText.decode(record)).containsExactly(address);
  }

  @Test
  void believesLiteralAddressesWithAPeerOnly() {
    byte[] record =
        record(
            "dnsaddr=" + place(1),
            "dnsaddr=" + withPeer(address("/dns4/victim.example/tcp/80"), "a"),
            "dnsaddr=" + withPeer(address("/ip4/127.0.0.1/tcp/4001"), "a"),
            "dnsaddr=" + withPeer(address("/ip4/0.0.0.0/tcp/4001"), "a"),
            "dnsaddr=" + withPeer(address("/ip4/224.0.0.251/tcp/4001"), "a"),
            "dnsaddr=" + withPeer(place(2), "a"),
            "dnsaddr=" + withPeer(place(3), "b"));
    assertThat(MdnsAnnouncement.candidates(record, LINK))
        .containsExactly(
            Candidate.ofPeer(peer("a"), List.of(place(2)), Source.MDNS),
            Candidate.ofPeer(peer("b"), List.of(place(3)), Source.MDNS));
  }

  @Test
  void announcesWhatThisLinkCanReach() {
    List<Multiaddr> own =
        List.of(
            address("/ip4/0.0.0.0/tcp/4001"),
            address("/ip4/127.0.0.1/tcp/4002"),
            place(7),
            place(8),
            address("/dns4/peer.example/tcp/4001"));
    assertThat(MdnsAnnouncement.own(own, LINK, peer("self")))
        .containsExactly(withPeer(place(7), "self"));
    assertThat(MdnsAnnouncement.own(own, LOOPBACK, peer("self")))
        .containsExactly(
            withPeer(address("/ip4/127.0.0.1/tcp/4001"), "self"),
            withPeer(address("/ip4/127.0.0.1/tcp/4002"), "self"));
  }
}
