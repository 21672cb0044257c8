package io.grapevine.libp2p.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import io.grapevine.testing.Randomised;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoisePayloadTest {

  @Test
  void roundTripsRandomPayloads() {
    Randomised.runs(300)
        .check(
            random -> {
              List<String> muxers =
                  random.ints(random.nextInt(5), 0, 1000).mapToObj(i -> "/muxer/" + i).toList();
              NoisePayload payload =
                  new NoisePayload(
                      Randomised.bytes(random, 0, 100), Randomised.bytes(random, 0, 80), muxers);
              NoisePayload decoded = NoisePayload.decode(payload.encode());
              assertThat(decoded.identityKey()).isEqualTo(payload.identityKey());
              assertThat(decoded.signature()).isEqualTo(payload.signature());
              assertThat(decoded.muxers()).isEqualTo(muxers);
            });
  }

  @Test
  void treatsAnEmptyExtensionAsAbsent() throws Exception {
    byte[] encoded =
        new ProtobufWriter()
            .bytes(1, new byte[36])
            .bytes(2, new byte[64])
            .bytes(4, new byte[0])
            .toByteArray();
    assertThat(NoisePayload.decode(encoded).muxers()).isEmpty();
  }

  @Test
  void leavesTheExtensionOutIfThereIsNothingToSay() {
    byte[] encoded = new NoisePayload(new byte[1], new byte[1], List.of()).encode();
    assertThat(encoded).containsExactly(0x0a, 1, 0, 0x12, 1, 0);
  }

  @Test
  void skipsFieldsOfTheFuture() throws Exception {
    ProtobufWriter extensions =
        new ProtobufWriter().bytes(1, new byte[34]).string(2, "/a").varint(9, 1);
    byte[] encoded =
        new ProtobufWriter().string(3, "x").message(4, extensions).varint(7, 5).toByteArray();
    assertThat(NoisePayload.decode(encoded).muxers()).containsExactly("/a");
  }

  @Test
  void takesAsManyMuxersAsAllowedAndRefusesOneMore() throws Exception {
    assertThat(NoisePayload.decode(muxers(NoisePayload.MAX_MUXERS)).muxers())
        .hasSize(NoisePayload.MAX_MUXERS);
    assertThatThrownBy(() -> NoisePayload.decode(muxers(NoisePayload.MAX_MUXERS + 1)))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void refusesLongExtensionsKeysAndSignatures() {
    byte[] extension =
        new ProtobufWriter().bytes(4, new byte[NoisePayload.MAX_EXTENSION_BYTES + 1]).toByteArray();
    byte[] key = new ProtobufWriter().bytes(1, new byte[2049]).toByteArray();
    byte[] signature =
        new ProtobufWriter().bytes(2, new byte[NoisePayload.MAX_SIGNATURE_BYTES + 1]).toByteArray();
    for (byte[] encoded : new byte[][] {extension, key, signature}) {
      assertThatThrownBy(() -> NoisePayload.decode(encoded))
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("limit");
    }
  }

  private static byte[] muxers(int count) {
    return new NoisePayload(new byte[0], new byte[0], Collections.nCopies(count, "/m")).encode();
  }
}
