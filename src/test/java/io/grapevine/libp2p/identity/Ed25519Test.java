package io.grapevine.libp2p.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.testing.Randomised;
import io.grapevine.testing.Vectors;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every library that loads here is held to the same vectors and to the others. */
class Ed25519Test {

  private static final Ed25519 BOUNCY_CASTLE = new BouncyCastleEd25519();

  /** The native one is missing where its code does not load. */
  private static final List<Ed25519> LIBRARIES =
      Stream.of("corretto", "bouncycastle", "jdk")
          .flatMap(name -> Ed25519Choice.load(name).stream())
          .toList();

  /** Order of the group, RFC 8032 section 5.1. */
  private static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private static final int S_OFFSET = 32;

  @Test
  void matchesTheRfcByEveryLibrary() throws Exception {
    for (String[] row : Vectors.rows(Ed25519Test.class, "ed25519.txt")) {
      byte[] seed = HexFormat.of().parseHex(row[0]);
      byte[] publicKey = HexFormat.of().parseHex(row[1]);
      byte[] message = row[2].equals("-") ? new byte[0] : HexFormat.of().parseHex(row[2]);
      byte[] signature = HexFormat.of().parseHex(row[3]);
      for (Ed25519 library : LIBRARIES) {
        assertThat(library.publicKey(seed)).isEqualTo(publicKey);
        assertThat(library.signer(seed, publicKey).sign(message)).isEqualTo(signature);
        assertThat(library.verifier(publicKey).verify(message, signature)).isTrue();
      }
    }
  }

  @Test
  void hasTheLibrariesThatNeedNoNativeCode() {
    assertThat(LIBRARIES)
        .hasAtLeastOneElementOfType(BouncyCastleEd25519.class)
        .hasAtLeastOneElementOfType(JdkEd25519.class);
  }

  @Test
  void choosesTheFastestThatLoadsUnlessOneIsForced() {
    assertThat(Ed25519Choice.choose("")).isInstanceOf(LIBRARIES.getFirst().getClass());
    assertThat(Ed25519Choice.choose("bouncycastle")).isInstanceOf(BouncyCastleEd25519.class);
    assertThat(Ed25519Choice.choose("jdk")).isInstanceOf(JdkEd25519.class);
    assertThatThrownBy(() -> Ed25519Choice.choose("abacus"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(Ed25519Choice.PROPERTY);
  }

  @Test
  void agreesBetweenTheLibrariesOnRandomInput() {
    Randomised.runs(40)
        .check(
            random -> {
              byte[] seed = Randomised.bytes(random, 32, 32);
              byte[] message = Randomised.bytes(random, 0, 500);
              byte[] publicKey = BOUNCY_CASTLE.publicKey(seed);
              byte[] signature = BOUNCY_CASTLE.signer(seed, publicKey).sign(message);
              byte[] changed = signature.clone();
              changed[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
              for (Ed25519 library : LIBRARIES) {
                assertThat(library.publicKey(seed)).isEqualTo(publicKey);
                assertThat(library.signer(seed, publicKey).sign(message)).isEqualTo(signature);
                Ed25519.Verifier verifier = library.verifier(publicKey);
                assertThat(verifier.verify(message, signature)).isTrue();
                assertThat(verifier.verify(message, changed)).isFalse();
              }
            });
  }

  @Test
  void refusesAnSThatIsNotBelowTheOrder() {
    Randomised.runs(20)
        .check(
            random -> {
              byte[] seed = Randomised.bytes(random, 32, 32);
              byte[] publicKey = BOUNCY_CASTLE.publicKey(seed);
              byte[] signature = BOUNCY_CASTLE.signer(seed, publicKey).sign(seed);
              byte[] malleable = signature.clone();
              writeS(malleable, readS(signature).add(ORDER));
              for (Ed25519 library : LIBRARIES) {
                assertThat(library.verifier(publicKey).verify(seed, malleable)).isFalse();
              }
            });
  }

  @Test
  void refusesSignaturesOfOtherLengthsWithoutThrowing() throws Exception {
    byte[] seed = new byte[32];
    byte[] publicKey = BOUNCY_CASTLE.publicKey(seed);
    byte[] signature = BOUNCY_CASTLE.signer(seed, publicKey).sign(seed);
    for (int length : new int[] {0, 1, 32, 63, 65, 128}) {
      byte[] changed = Arrays.copyOf(signature, length);
      for (Ed25519 library : LIBRARIES) {
        assertThat(library.verifier(publicKey).verify(seed, changed)).isFalse();
      }
    }
  }

  @Test
  void refusesAKeyThatIsNoPoint() {
    // y = 2 has no x on the curve.
    byte[] noPoint = new byte[32];
    noPoint[0] = 2;
    for (Ed25519 library : LIBRARIES) {
      assertThatThrownBy(() -> library.verifier(noPoint)).isInstanceOf(MalformedException.class);
    }
  }

  private static BigInteger readS(byte[] signature) {
    byte[] bigEndian = new byte[S_OFFSET];
    for (int i = 0; i < S_OFFSET; i++) {
      bigEndian[i] = signature[signature.length - 1 - i];
    }
    return new BigInteger(1, bigEndian);
  }

  /** The sum of an S and the order has at most 254 bits. */
  private static void writeS(byte[] signature, BigInteger s) {
    for (int i = 0; i < S_OFFSET; i++) {
      signature[S_OFFSET + i] = s.shiftRight(8 * i).byteValue();
    }
  }
}
