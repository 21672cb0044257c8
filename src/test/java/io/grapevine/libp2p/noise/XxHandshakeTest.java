package io.grapevine.libp2p.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.testing.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class XxHandshakeTest {

  private static final HexFormat HEX = HexFormat.of();

  /** One public vector: fixed keys, and payloads with the ciphertexts they must become. */
  private record Vector(String name, Map<String, String> values, List<byte[][]> messages) {

    byte[] value(String key) {
      return HEX.parseHex(values.getOrDefault(key, ""));
    }

    XxHandshake side(String side) {
      DhKeyPair ephemeral = DhKeyPair.ofPrivateKey(value(side + "_ephemeral"));
      DhKeyPair ownStatic = DhKeyPair.ofPrivateKey(value(side + "_static"));
      return new XxHandshake(value("init_prologue"), ownStatic, () -> ephemeral);
    }
  }

  @Test
  void matchesEveryByteOfThePublicVectors() throws Exception {
    List<Vector> vectors = vectors();
    assertThat(vectors).hasSize(2);
    for (Vector vector : vectors) {
      XxHandshake initiator = vector.side("init");
      XxHandshake responder = vector.side("resp");
      List<byte[][]> messages = vector.messages();
      exchange(messages.get(0), initiator::writeFirst, responder::readFirst);
      exchange(messages.get(1), responder::writeSecond, initiator::readSecond);
      exchange(messages.get(2), initiator::writeThird, responder::readThird);
      assertThat(initiator.hash()).isEqualTo(responder.hash());
      if (vector.values().containsKey("handshake_hash")) {
        assertThat(initiator.hash()).isEqualTo(vector.value("handshake_hash"));
      }
      CipherState[] ofInitiator = initiator.split();
      CipherState[] ofResponder = responder.split();
      for (int i = 3; i < messages.size(); i++) {
        // The responder sent the second message, so the initiator sends the odd ones of the rest.
        int direction = i % 2;
        exchange(
            messages.get(i),
            payload -> seal((direction == 0 ? ofInitiator : ofResponder)[direction], payload),
            message -> open((direction == 0 ? ofResponder : ofInitiator)[direction], message));
      }
    }
  }

  @Test
  void refusesHandshakeMessagesCutAtEveryByte() throws Exception {
    Vector vector = vectors().getFirst();
    byte[] first = vector.messages().get(0)[1];
    for (int length = 0; length < 32; length++) {
      byte[] cut = Arrays.copyOf(first, length);
      assertThatThrownBy(() -> vector.side("resp").readFirst(cut))
          .isInstanceOf(NoiseException.class);
    }
    byte[] second = vector.messages().get(1)[1];
    for (int length = 0; length < second.length; length++) {
      byte[] cut = Arrays.copyOf(second, length);
      XxHandshake initiator = vector.side("init");
      initiator.writeFirst(vector.messages().get(0)[0]);
      assertThatThrownBy(() -> initiator.readSecond(cut)).isInstanceOf(NoiseException.class);
    }
  }

  @FunctionalInterface
  private interface Step {
    byte[] apply(byte[] in) throws Exception;
  }

  private static void exchange(byte[][] expected, Step write, Step read) throws Exception {
    byte[] message = write.apply(expected[0]);
    assertThat(HEX.formatHex(message)).isEqualTo(HEX.formatHex(expected[1]));
    assertThat(read.apply(message)).isEqualTo(expected[0]);
  }

  private static byte[] seal(CipherState cipher, byte[] plain) throws NoiseException {
    byte[] out = new byte[plain.length + CipherState.TAG_BYTES];
    assertThat(cipher.encrypt(plain, 0, plain.length, out, 0)).isEqualTo(out.length);
    return out;
  }

  private static byte[] open(CipherState cipher, byte[] sealed) throws NoiseException {
    byte[] out = new byte[sealed.length - CipherState.TAG_BYTES];
    assertThat(cipher.decrypt(sealed, 0, sealed.length, out, 0)).isEqualTo(out.length);
    return out;
  }

  private static List<Vector> vectors() {
    List<Vector> vectors = new ArrayList<>();
    for (String[] row : Vectors.rows(XxHandshakeTest.class, "xx.txt")) {
      switch (row[0]) {
        case "vector" -> vectors.add(new Vector(row[1], new HashMap<>(), new ArrayList<>()));
        case "message" ->
            vectors
                .getLast()
                .messages()
                .add(new byte[][] {HEX.parseHex(row[1]), HEX.parseHex(row[2])});
        default -> vectors.getLast().values().put(row[0], row[1]);
      }
    }
    return vectors;
  }
}
