package io.grapevine.libp2p.multiformats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.testing.Randomised;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MultihashTest {

  /** multiformats/multihash, README: the SHA2-256 of "multihash". */
  @Test
  void hashesAsTheSpecificationSays() {
    assertThat(hex(Multihash.sha256("multihash".getBytes(UTF_8)).encode()))
        .isEqualTo("12209cbc07c3f991725836a3aa2a581ca2029198aa420b9d99bc0e131d9f3e2cbe47");
  }

  @Test
  void roundTripsRandomHashes() {
    Randomised.runs(300)
        .check(
            random -> {
              byte[] input = Randomised.bytes(random, 0, 64);
              Multihash hash =
                  random.nextBoolean() ? Multihash.identity(input) : Multihash.sha256(input);
              assertThat(Multihash.decode(hash.encode())).isEqualTo(hash).hasSameHashCodeAs(hash);
            });
  }

  @Test
  void refusesHashesCutAtEveryByteAndTrailingBytes() {
    byte[] encoded = Multihash.sha256(new byte[0]).encode();
    for (int length = 0; length <= encoded.length + 2; length++) {
      if (length != encoded.length) {
        byte[] changed = Arrays.copyOf(encoded, length);
        assertThatThrownBy(() -> Multihash.decode(changed)).isInstanceOf(MalformedException.class);
      }
    }
  }

  @Test
  void refusesHostileAndWrongLengths() {
    for (String hex : new String[] {"00ffffffffffffffff7f", "0041" + "00".repeat(65), "120100"}) {
      assertThatThrownBy(() -> Multihash.decode(HexFormat.of().parseHex(hex)))
          .isInstanceOf(MalformedException.class);
    }
    assertThatThrownBy(() -> new Multihash(Multihash.SHA2_256, new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Multihash.identity(new byte[65]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void printsItself() {
    assertThat(Multihash.identity(new byte[] {1, (byte) 0xff})).hasToString("Multihash[0:01ff]");
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
