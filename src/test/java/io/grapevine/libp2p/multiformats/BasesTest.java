package io.grapevine.libp2p.multiformats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.testing.Randomised;
import io.grapevine.testing.Vectors;
import java.math.BigInteger;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class BasesTest {

  @Test
  void matchThePublicVectors() throws Exception {
    for (String[] row : Vectors.rows(BasesTest.class, "bases.txt")) {
      byte[] bytes = HexFormat.of().parseHex(row[0]);
      assertThat(Base58.encode(bytes)).isEqualTo(row[1]);
      assertThat(Base58.decode(row[1])).isEqualTo(bytes);
      assertThat(Base32.encode(bytes)).isEqualTo(row[2]);
      assertThat(Base32.decode(row[2])).isEqualTo(bytes);
      assertThat(Base36.encode(bytes)).isEqualTo(row[3]);
      assertThat(Base36.decode(row[3])).isEqualTo(bytes);
    }
  }

  /** RFC 4648, section 10, without padding. */
  @Test
  void base32MatchesTheRfc() throws Exception {
    String[] texts = {"", "my", "mzxq", "mzxw6", "mzxw6yq", "mzxw6ytb", "mzxw6ytboi"};
    for (int length = 0; length < texts.length; length++) {
      byte[] bytes = "foobar".substring(0, length).getBytes(UTF_8);
      assertThat(Base32.encode(bytes)).isEqualTo(texts[length]);
      assertThat(Base32.decode(texts[length])).isEqualTo(bytes);
    }
  }

  @Test
  void roundTripRandomBytes() {
    Randomised.runs(500)
        .check(
            random -> {
              byte[] bytes = Randomised.bytes(random, 0, 60);
              for (int i = 0; i < Math.min(bytes.length, random.nextInt(4)); i++) {
                bytes[i] = 0;
              }
              assertThat(Base58.decode(Base58.encode(bytes))).isEqualTo(bytes);
              assertThat(Base36.decode(Base36.encode(bytes))).isEqualTo(bytes);
              assertThat(Base32.decode(Base32.encode(bytes))).isEqualTo(bytes);
              if (bytes.length > 0 && bytes[0] != 0) {
                assertThat(Base36.encode(bytes)).isEqualTo(new BigInteger(1, bytes).toString(36));
              }
            });
  }

  @Test
  void refuseForeignCharacters() {
    for (String text : new String[] {"0", "O", "I", "l", "+", " ", "\u00e9", "abc\n"}) {
      assertThatThrownBy(() -> Base58.decode(text)).isInstanceOf(MalformedException.class);
    }
    for (String text : new String[] {"aA", "a1", "a8", "a=", "a\u0131"}) {
      assertThatThrownBy(() -> Base32.decode(text)).isInstanceOf(MalformedException.class);
    }
    assertThatThrownBy(() -> Base36.decode("aA")).isInstanceOf(MalformedException.class);
  }

  @Test
  void refuseTextsThatNobodyEncodes() {
    // impossible lengths, then left-over bits that are not zero
    for (String text : new String[] {"a", "aaa", "aaaaaa", "mz", "mzxr", "mzxw7"}) {
      assertThatThrownBy(() -> Base32.decode(text)).as(text).isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void takeTheLongestTextAndRefuseTheNext() throws Exception {
    assertThat(Base58.decode("1".repeat(128))).hasSize(128);
    assertThatThrownBy(() -> Base58.decode("1".repeat(129))).isInstanceOf(MalformedException.class);
    assertThat(Base32.decode("a".repeat(1024))).hasSize(640);
    assertThatThrownBy(() -> Base32.decode("a".repeat(1032)))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> Base58.encode(new byte[129]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
