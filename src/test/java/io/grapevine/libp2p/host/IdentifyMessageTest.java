package io.grapevine.libp2p.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grapevine.libp2p.multiformats.LengthPrefixed;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdentifyMessageTest {
  @Test
  void readsWhatItWrites() throws IOException {
    Multiaddr address = Multiaddr.parse("/ip4/10.0.0.1/tcp/4001");
    Multiaddr observed = Multiaddr.parse("/ip4/10.0.0.2/tcp/4002");
    List<byte[]> written =
        IdentifyMessage.encode(
            new byte[] {1}, List.of(address), Set.of("/a/1"), observed, "agent", new byte[] {2});

    assertThat(written).hasSize(1);
    IdentifyMessage read = read(written.getFirst());
    assertThat(read.publicKey().orElseThrow()).containsExactly(1);
    assertThat(read.addresses()).containsExactly(address);
    assertThat(read.protocols()).containsExactly("/a/1");
    assertThat(read.observedAddress()).contains(observed);
    assertThat(read.agent()).contains("agent");
    assertThat(read.signedRecord().orElseThrow()).containsExactly(2);
  }

  @Test
  void splitsWhatDoesNotFitIntoOneMessageOfEightKibibytes() throws IOException {
    Set<String> many = new LinkedHashSet<>();
    for (int i = 0; i < 256; i++) {
      many.add("/" + "x".repeat(100) + "/" + i);
    }
    byte[] large = new byte[8000];
    Multiaddr address = Multiaddr.parse("/ip4/10.0.0.1/tcp/4001");
    List<byte[]> written =
        IdentifyMessage.encode(new byte[] {1}, List.of(address), many, address, "agent", large);

    assertThat(written).hasSizeBetween(4, IdentifyMessage.MAX_MESSAGES);
    assertThat(written).allMatch(message -> message.length <= IdentifyMessage.MAX_BYTES);
    IdentifyMessage read = read(written.toArray(byte[][]::new));
    assertThat(read.protocols()).isEqualTo(many);
    assertThat(read.signedRecord().orElseThrow()).hasSize(8000);
    assertThat(read.publicKey()).isPresent();
  }

  @Test
  void mergesSplitMessages() throws IOException {
    IdentifyMessage read = read(protocol("/a/1"), protocol("/b/1"));

    assertThat(read.protocols()).containsExactly("/a/1", "/b/1");
  }

  @Test
  void leavesUnreadableAddressesOut() throws IOException {
    ProtobufWriter message = new ProtobufWriter().bytes(2, new byte[] {(byte) 0xff, 0x7f, 0x01});
    message.bytes(2, Multiaddr.parse("/ip4/10.0.0.1/tcp/1").toBytes());

    assertThat(read(message.toByteArray()).addresses()).hasSize(1);
  }

  @Test
  void looksAtABoundedNumberOfAddressesReadableOrNot() throws IOException {
    ProtobufWriter message = new ProtobufWriter();
    for (int i = 0; i < 63; i++) {
      message.bytes(2, new byte[] {(byte) 0xff});
    }
    message.bytes(2, Multiaddr.parse("/ip4/10.0.0.1/tcp/1").toBytes());
    message.bytes(2, Multiaddr.parse("/ip4/10.0.0.1/tcp/2").toBytes());

    assertThat(read(message.toByteArray()).addresses())
        .containsExactly(Multiaddr.parse("/ip4/10.0.0.1/tcp/1"));
  }

  @Test
  void boundsProtocolsAndAgent() throws IOException {
    ProtobufWriter message = new ProtobufWriter();
    for (int i = 0; i < 300; i++) {
      message.string(3, "/p/" + i);
    }
    message.string(6, "a\u0000b\n" + "x".repeat(500));
    IdentifyMessage read = read(message.toByteArray());

    assertThat(read.protocols()).hasSize(256);
    assertThat(read.agent().orElseThrow()).startsWith("a?b?").hasSize(128);
  }

  @Test
  void refusesTooMuchOrNothing() {
    byte[][] eleven = new byte[IdentifyMessage.MAX_MESSAGES + 1][];
    java.util.Arrays.setAll(eleven, i -> protocol("/p/" + i));

    assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> read(eleven));
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> read(new byte[IdentifyMessage.MAX_BYTES + 1]));
    assertThatExceptionOfType(MalformedException.class).isThrownBy(IdentifyMessageTest::read);
  }

  private static byte[] protocol(String id) {
    return new ProtobufWriter().string(3, id).toByteArray();
  }

  private static IdentifyMessage read(byte[]... messages) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] message : messages) {
      all.writeBytes(LengthPrefixed.frame(message));
    }
    return IdentifyMessage.read(new ByteArrayInputStream(all.toByteArray()));
  }
}
