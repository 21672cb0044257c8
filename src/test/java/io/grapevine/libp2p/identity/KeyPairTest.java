package io.grapevine.libp2p.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import io.grapevine.testing.Randomised;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class KeyPairTest {

  @Test
  void derivesThePublicKeyOfTheSpecification() throws Exception {
    byte[] encoded = PublicKeyTest.vector(KeyType.ED25519, "private");
    KeyPair pair = KeyPair.decodePrivateKey(encoded);
    assertThat(pair.publicKey().encoded())
        .isEqualTo(PublicKeyTest.vector(KeyType.ED25519, "public"));
    assertThat(pair.encodedPrivateKey()).isEqualTo(encoded);
  }

  @Test
  void readsTheOldFormThatRepeatsThePublicKey() throws Exception {
    KeyPair pair = KeyPair.generate(new SecureRandom());
    byte[] current = Arrays.copyOfRange(pair.encodedPrivateKey(), 4, 68);
    byte[] old = Arrays.copyOf(current, 96);
    System.arraycopy(current, 32, old, 64, 32);
    byte[] encoded = new ProtobufWriter().varint(1, 1).bytes(2, old).toByteArray();
    assertThat(KeyPair.decodePrivateKey(encoded).publicKey()).isEqualTo(pair.publicKey());
    assertThat(KeyPair.decodePrivateKey(encoded).encodedPrivateKey())
        .isEqualTo(pair.encodedPrivateKey());
    encoded[encoded.length - 1] ^= 1;
    assertThatThrownBy(() -> KeyPair.decodePrivateKey(encoded))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("does not belong");
  }

  @Test
  void refusesAPublicPartThatDoesNotBelongToTheSeed() {
    byte[] encoded = KeyPair.generate(new SecureRandom()).encodedPrivateKey();
    for (int i = 4; i < encoded.length; i++) {
      byte[] changed = encoded.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> KeyPair.decodePrivateKey(changed))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void refusesPrivateKeysOfOtherTypesAndLengths() {
    for (KeyType type : new KeyType[] {KeyType.RSA, KeyType.ECDSA, KeyType.SECP256K1}) {
      byte[] encoded = PublicKeyTest.vector(type, "private");
      assertThatThrownBy(() -> KeyPair.decodePrivateKey(encoded))
          .isInstanceOf(MalformedException.class);
    }
    for (int length : new int[] {0, 32, 63, 65, 95, 97, 128}) {
      byte[] encoded = new ProtobufWriter().varint(1, 1).bytes(2, new byte[length]).toByteArray();
      assertThatThrownBy(() -> KeyPair.decodePrivateKey(encoded))
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("not 64 or 96");
    }
  }

  @Test
  void signsWhatItsPublicKeyVerifiesAndNobodyElses() {
    KeyPair pair = KeyPair.generate(new SecureRandom());
    KeyPair other = KeyPair.generate(new SecureRandom());
    Randomised.runs(50)
        .check(
            random -> {
              byte[] message = Randomised.bytes(random, 1, 300);
              byte[] signature = pair.sign(message);
              assertThat(pair.publicKey().verify(message, signature)).isTrue();
              assertThat(other.publicKey().verify(message, signature)).isFalse();
              message[random.nextInt(message.length)] ^= 1;
              assertThat(pair.publicKey().verify(message, signature)).isFalse();
            });
  }

  @Test
  void keepsTheSecretOutOfItsText() {
    KeyPair pair = KeyPair.generate(new SecureRandom());
    String seed = HexFormat.of().formatHex(pair.encodedPrivateKey(), 4, 36);
    assertThat(pair.toString()).doesNotContain(seed).contains(pair.peerId().toString());
  }

  @Test
  void doesNotDependOnTheCallersArray() throws Exception {
    byte[] encoded = PublicKeyTest.vector(KeyType.ED25519, "private");
    KeyPair pair = KeyPair.decodePrivateKey(encoded);
    Arrays.fill(encoded, (byte) 0);
    byte[] message = "still the same".getBytes(StandardCharsets.UTF_8);
    assertThat(pair.publicKey().verify(message, pair.sign(message))).isTrue();
  }
}
