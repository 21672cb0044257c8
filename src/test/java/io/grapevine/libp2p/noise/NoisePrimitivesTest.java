package io.grapevine.libp2p.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.testing.Randomised;
import io.grapevine.testing.Vectors;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.Test;

class NoisePrimitivesTest {

  private static final HexFormat HEX = HexFormat.of();

  /** RFC 7748, section 6.1. */
  @Test
  void agreesOnTheSecretOfTheRfc() throws Exception {
    DhKeyPair alice = pair("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    DhKeyPair bob = pair("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    byte[] secret =
        HEX.parseHex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
    assertThat(alice.publicKey())
        .isEqualTo(
            HEX.parseHex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"));
    assertThat(bob.publicKey())
        .isEqualTo(
            HEX.parseHex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
    assertThat(alice.agree(bob.publicKey())).isEqualTo(secret);
    assertThat(bob.agree(alice.publicKey())).isEqualTo(secret);
  }

  @Test
  void multipliesAsTheRfcSays() throws Exception {
    for (String[] row : Vectors.rows(NoisePrimitivesTest.class, "x25519.txt")) {
      assertThat(HEX.formatHex(pair(row[0]).agree(HEX.parseHex(row[1])))).isEqualTo(row[2]);
    }
  }

  /** RFC 7748, section 5.2: each product is the next scalar, each scalar the next point. */
  @Test
  void multipliesAThousandTimesAsTheRfcSays() throws Exception {
    byte[] scalar = HEX.parseHex("09" + "00".repeat(31));
    byte[] point = scalar;
    for (int i = 1; i <= 1000; i++) {
      byte[] product = DhKeyPair.ofPrivateKey(scalar).agree(point);
      point = scalar;
      scalar = product;
      if (i == 1) {
        assertThat(HEX.formatHex(scalar))
            .isEqualTo("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079");
      }
    }
    assertThat(HEX.formatHex(scalar))
        .isEqualTo("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
  }

  /** RFC 5869, appendix A.3: empty salt and info; the first block and the start of the second. */
  @Test
  void derivesTheKeysOfTheRfc() {
    byte[][] derived = Hkdf.derive(new byte[32], HEX.parseHex("0b".repeat(22)));
    String both = HEX.formatHex(derived[0]) + HEX.formatHex(derived[1]);
    assertThat(both)
        .startsWith(
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
                + "9d201395faa4b61a96c8");
  }

  @Test
  void agreesWithTheJdkOnRandomKeys() {
    Randomised.runs(50)
        .check(
            random -> {
              DhKeyPair own = DhKeyPair.ofPrivateKey(Randomised.bytes(random, 32, 32));
              byte[] secret = Randomised.bytes(random, 32, 32);
              byte[] remote = DhKeyPair.ofPrivateKey(secret).publicKey();
              assertThat(own.agree(remote)).isEqualTo(agreeByJdk(secret, own.publicKey()));
            });
  }

  @Test
  void refusesPointsOfLowOrder() {
    DhKeyPair own = DhKeyPair.generate(new SecureRandom());
    byte[] one = new byte[32];
    one[0] = 1;
    byte[] orderEight =
        HEX.parseHex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800");
    for (byte[] point : new byte[][] {new byte[32], one, orderEight}) {
      assertThatThrownBy(() -> own.agree(point)).isInstanceOf(NoiseException.class);
    }
  }

  @Test
  void forgetsThePrivateHalf() throws Exception {
    DhKeyPair pair = DhKeyPair.generate(new SecureRandom());
    byte[] remote = DhKeyPair.generate(new SecureRandom()).publicKey();
    byte[] before = pair.agree(remote);
    pair.destroy();
    assertThat(pair.agree(remote)).isNotEqualTo(before);
  }

  private static byte[] agreeByJdk(byte[] privateKey, byte[] publicKey) throws Exception {
    KeyFactory keys = KeyFactory.getInstance("X25519");
    byte[] pkcs8 = concatenate(HEX.parseHex("302e020100300506032b656e04220420"), privateKey);
    byte[] x509 = concatenate(HEX.parseHex("302a300506032b656e032100"), publicKey);
    KeyAgreement agreement = KeyAgreement.getInstance("X25519");
    agreement.init(keys.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    agreement.doPhase(keys.generatePublic(new X509EncodedKeySpec(x509)), true);
    return agreement.generateSecret();
  }

  private static byte[] concatenate(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static DhKeyPair pair(String privateKey) {
    return DhKeyPair.ofPrivateKey(HEX.parseHex(privateKey));
  }
}
