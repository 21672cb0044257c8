package io.grapevine.libp2p.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.testing.Randomised;
import io.grapevine.testing.Vectors;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Ed25519Test {

  private static final Ed25519 BOUNCY_CASTLE = new BouncyCastleEd25519();
  private static final Ed25519 JDK = new JdkEd25519();

  @Test
  void matchesTheRfcByBothLibraries() throws Exception {
    for (String[] row : Vectors.rows(Ed25519Test.class, "ed25519.txt")) {
      byte[] seed = HexFormat.of().parseHex(row[0]);
      byte[] publicKey = HexFormat.of().parseHex(row[1]);
      byte[] message = row[2].equals("-") ? new byte[0] : HexFormat.of().parseHex(row[2]);
      byte[] signature = HexFormat.of().parseHex(row[3]);
      for (Ed25519 library : new Ed25519[] {BOUNCY_CASTLE, JDK}) {
        assertThat(library.publicKey(seed)).isEqualTo(publicKey);
        assertThat(library.sign(seed, publicKey, message)).isEqualTo(signature);
        assertThat(library.verifier(publicKey).verify(message, signature)).isTrue();
      }
    }
  }

  @Test
  void choosesBouncyCastleWhereItIsThere() {
    assertThat(Ed25519.fastest()).isInstanceOf(BouncyCastleEd25519.class);
  }

  @Test
  void agreesBetweenBothLibrariesOnRandomInput() {
    Randomised.runs(40)
        .check(
            random -> {
              byte[] seed = Randomised.bytes(random, 32, 32);
              byte[] message = Randomised.bytes(random, 0, 500);
              byte[] publicKey = BOUNCY_CASTLE.publicKey(seed);
              assertThat(JDK.publicKey(seed)).isEqualTo(publicKey);
              byte[] signature = BOUNCY_CASTLE.sign(seed, publicKey, message);
              assertThat(JDK.sign(seed, publicKey, message)).isEqualTo(signature);
              signature[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
              assertThat(JDK.verifier(publicKey).verify(message, signature)).isFalse();
              assertThat(BOUNCY_CASTLE.verifier(publicKey).verify(message, signature)).isFalse();
            });
  }

  @Test
  void refusesSignaturesOfOtherLengthsWithoutThrowing() throws Exception {
    byte[] seed = new byte[32];
    byte[] publicKey = BOUNCY_CASTLE.publicKey(seed);
    byte[] signature = BOUNCY_CASTLE.sign(seed, publicKey, seed);
    for (int length : new int[] {0, 1, 32, 63, 65, 128}) {
      byte[] changed = Arrays.copyOf(signature, length);
      assertThat(BOUNCY_CASTLE.verifier(publicKey).verify(seed, changed)).isFalse();
      assertThat(JDK.verifier(publicKey).verify(seed, changed)).isFalse();
    }
  }

  @Test
  void refusesAKeyThatIsNoPoint() {
    // y = 2 has no x on the curve.
    byte[] noPoint = new byte[32];
    noPoint[0] = 2;
    assertThatThrownBy(() -> BOUNCY_CASTLE.verifier(noPoint))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> JDK.verifier(noPoint)).isInstanceOf(MalformedException.class);
  }
}
