package io.grapevine.libp2p.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.protobuf.ProtobufReader;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import io.grapevine.testing.Randomised;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PeerRecordTest {

  private static final KeyPair PEER = KeyPair.generate(new SecureRandom());
  private static final KeyPair OTHER = KeyPair.generate(new SecureRandom());
  private static final byte[] TYPE = {3, 1};
  private static final String DOMAIN = "libp2p-peer-record";

  @Test
  void opensWhatWasSealed() {
    Randomised.runs(50)
        .check(
            random -> {
              List<Multiaddr> addresses =
                  IntStream.range(0, random.nextInt(PeerRecord.MAX_ADDRESSES + 1))
                      .mapToObj(i -> address("/ip4/10.0.0." + i + "/tcp/" + random.nextInt(65_536)))
                      .toList();
              PeerRecord original =
                  new PeerRecord(PEER.peerId(), random.nextLong(Long.MAX_VALUE), addresses);
              SignedEnvelope envelope = original.seal(PEER);
              assertThat(PeerRecord.open(envelope.encoded())).isEqualTo(original);
              assertThat(envelope.peerId()).isEqualTo(PEER.peerId());
            });
  }

  /** libp2p RFC 0002 and 0003: which field is where, and which bytes are signed. */
  @Test
  void laysOutTheEnvelopeAsOthersDo() throws Exception {
    PeerRecord peerRecord =
        new PeerRecord(PEER.peerId(), 7, List.of(address("/ip4/127.0.0.1/tcp/4321")));
    ProtobufReader reader = new ProtobufReader(peerRecord.seal(PEER).encoded());
    reader.next();
    assertThat(reader.field()).isEqualTo(1);
    assertThat(reader.bytes(100)).isEqualTo(PEER.publicKey().encoded());
    reader.next();
    assertThat(reader.field()).isEqualTo(2);
    assertThat(reader.bytes(100)).isEqualTo(TYPE);
    reader.next();
    assertThat(reader.field()).isEqualTo(3);
    byte[] payload = reader.bytes(1000);
    String peer = HexFormat.of().formatHex(PEER.peerId().toBytes());
    assertThat(HexFormat.of().formatHex(payload))
        .isEqualTo("0a26" + peer + "1007" + "1a0a" + "0a08" + "047f0000010610e1");
    reader.next();
    assertThat(reader.field()).isEqualTo(5);
    String signed =
        "12"
            + HexFormat.of().formatHex(DOMAIN.getBytes(UTF_8))
            + "020301"
            + "%02x".formatted(payload.length)
            + HexFormat.of().formatHex(payload);
    assertThat(PEER.publicKey().verify(HexFormat.of().parseHex(signed), reader.bytes(64))).isTrue();
    assertThat(reader.next()).isFalse();
  }

  @Test
  void refusesARecordAboutAnotherPeer() {
    byte[] payload =
        new ProtobufWriter().bytes(1, PEER.peerId().toBytes()).varint(2, 1).toByteArray();
    byte[] envelope = SignedEnvelope.seal(OTHER, DOMAIN, TYPE, payload).encoded();
    assertThatThrownBy(() -> PeerRecord.open(envelope)).hasMessageContaining("another peer");
    PeerRecord peerRecord = new PeerRecord(PEER.peerId(), 1, List.of());
    assertThatThrownBy(() -> peerRecord.seal(OTHER)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAnotherDomainAndAnotherPayloadType() {
    byte[] payload =
        new ProtobufWriter().bytes(1, PEER.peerId().toBytes()).varint(2, 1).toByteArray();
    byte[] domain = SignedEnvelope.seal(PEER, "another", TYPE, payload).encoded();
    assertThatThrownBy(() -> PeerRecord.open(domain)).hasMessageContaining("signature");
    byte[] type = SignedEnvelope.seal(PEER, DOMAIN, new byte[] {3, 2}, payload).encoded();
    assertThatThrownBy(() -> PeerRecord.open(type)).hasMessageContaining("peer record");
  }

  @Test
  void refusesEnvelopesCutOrChangedAtEveryByte() {
    byte[] envelope =
        new PeerRecord(PEER.peerId(), 9, List.of(address("/ip4/1.2.3.4/tcp/5")))
            .seal(PEER)
            .encoded();
    for (int i = 0; i < envelope.length; i++) {
      byte[] cut = Arrays.copyOf(envelope, i);
      assertThatThrownBy(() -> PeerRecord.open(cut)).isInstanceOf(MalformedException.class);
      byte[] changed = envelope.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> PeerRecord.open(changed)).isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void leavesOutAddressesOfUnknownKinds() throws Exception {
    byte[] payload =
        new ProtobufWriter()
            .bytes(1, PEER.peerId().toBytes())
            .varint(2, 1)
            .message(3, new ProtobufWriter().bytes(1, HexFormat.of().parseHex("90033030")))
            .message(3, new ProtobufWriter().varint(9, 1))
            .message(3, new ProtobufWriter().bytes(1, address("/dns/a/tcp/1").toBytes()))
            .varint(17, 4)
            .toByteArray();
    byte[] envelope = SignedEnvelope.seal(PEER, DOMAIN, TYPE, payload).encoded();
    assertThat(PeerRecord.open(envelope).addresses()).containsExactly(address("/dns/a/tcp/1"));
  }

  @Test
  void takesOnlyAsManyAddressesAsAllowed() throws Exception {
    ProtobufWriter payload = new ProtobufWriter().bytes(1, PEER.peerId().toBytes()).varint(2, 1);
    for (int i = 0; i < PeerRecord.MAX_ADDRESSES + 5; i++) {
      payload.message(3, new ProtobufWriter().bytes(1, address("/tcp/" + i).toBytes()));
    }
    byte[] envelope = SignedEnvelope.seal(PEER, DOMAIN, TYPE, payload.toByteArray()).encoded();
    assertThat(PeerRecord.open(envelope).addresses()).hasSize(PeerRecord.MAX_ADDRESSES);
    // Those that cannot be read count too: finding that out is what costs.
    byte[] unreadable =
        new ProtobufWriter().message(3, new ProtobufWriter().bytes(1, new byte[0])).toByteArray();
    byte[] mixed = Arrays.copyOf(unreadable, unreadable.length + payload.size());
    System.arraycopy(payload.toByteArray(), 0, mixed, unreadable.length, payload.size());
    byte[] second = SignedEnvelope.seal(PEER, DOMAIN, TYPE, mixed).encoded();
    assertThat(PeerRecord.open(second).addresses()).hasSize(PeerRecord.MAX_ADDRESSES - 1);
    List<Multiaddr> tooMany = Collections.nCopies(65, address("/tcp/1"));
    assertThatThrownBy(() -> new PeerRecord(PEER.peerId(), 1, tooMany))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesASequenceOutOfRangeAndAMissingPeer() {
    byte[] negative =
        new ProtobufWriter().bytes(1, PEER.peerId().toBytes()).varint(2, -1).toByteArray();
    byte[] nobody = new ProtobufWriter().varint(2, 1).toByteArray();
    for (byte[] payload : new byte[][] {negative, nobody}) {
      byte[] envelope = SignedEnvelope.seal(PEER, DOMAIN, TYPE, payload).encoded();
      assertThatThrownBy(() -> PeerRecord.open(envelope)).isInstanceOf(MalformedException.class);
    }
    assertThatThrownBy(() -> new PeerRecord(PEER.peerId(), -1, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keepsTheLimitOfAnEnvelope() {
    assertThatThrownBy(() -> SignedEnvelope.open(new byte[SignedEnvelope.MAX_BYTES + 1], DOMAIN))
        .hasMessageContaining("longer than");
    assertThatThrownBy(() -> SignedEnvelope.seal(PEER, DOMAIN, TYPE, new byte[8192]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keepsTheEnvelopeAsItCame() throws Exception {
    byte[] encoded = SignedEnvelope.seal(PEER, "d", TYPE, new byte[] {5}).encoded();
    SignedEnvelope opened = SignedEnvelope.open(encoded, "d");
    assertThat(opened.encoded()).isEqualTo(encoded);
    assertThat(opened.payload()).containsExactly(5);
    assertThat(opened.payloadType()).isEqualTo(TYPE);
    assertThat(opened.signer()).isEqualTo(PEER.publicKey());
  }

  private static Multiaddr address(String text) {
    try {
      return Multiaddr.parse(text);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }
}
