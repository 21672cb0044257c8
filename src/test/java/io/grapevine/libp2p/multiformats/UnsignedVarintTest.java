package io.grapevine.libp2p.multiformats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import io.grapevine.testing.Randomised;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnsignedVarintTest {

  /** multiformats/unsigned-varint, README, and the edges of each length. */
  private static final Map<Long, String> VALUES =
      Map.of(
          0L,
          "00",
          1L,
          "01",
          127L,
          "7f",
          128L,
          "8001",
          255L,
          "ff01",
          300L,
          "ac02",
          16_383L,
          "ff7f",
          16_384L,
          "808001",
          Long.MAX_VALUE,
          "ffffffffffffffff7f",
          1L << 56,
          "808080808080808001");

  @Test
  void refusesWithoutTheCostOfAStackTrace() {
    assertThatThrownBy(() -> UnsignedVarint.read(ByteBuffer.wrap(new byte[] {(byte) 0x80, 0})))
        .isInstanceOf(MalformedException.class)
        .extracting(Throwable::getStackTrace)
        .isEqualTo(new StackTraceElement[0]);
  }

  @Test
  void readsAndWritesTheValuesOfTheSpecification() throws Exception {
    for (Map.Entry<Long, String> entry : VALUES.entrySet()) {
      byte[] encoded = HexFormat.of().parseHex(entry.getValue());
      assertThat(UnsignedVarint.encode(entry.getKey())).isEqualTo(encoded);
      assertThat(UnsignedVarint.sizeOf(entry.getKey())).isEqualTo(encoded.length);
      assertThat(UnsignedVarint.read(ByteBuffer.wrap(encoded))).isEqualTo(entry.getKey());
      assertThat(UnsignedVarint.read(new ByteArrayInputStream(encoded), Long.MAX_VALUE))
          .isEqualTo(entry.getKey());
    }
  }

  @Test
  void refusesOverlongAndTooLongForms() {
    String tooLong = "ff".repeat(9) + "01";
    for (String hex :
        new String[] {"8000", "8100", "ff00", "808000", "8080808080808080" + "8000", tooLong}) {
      byte[] encoded = HexFormat.of().parseHex(hex);
      assertThatThrownBy(() -> UnsignedVarint.read(ByteBuffer.wrap(encoded)))
          .isInstanceOf(MalformedException.class);
      assertThatThrownBy(
              () -> UnsignedVarint.read(new ByteArrayInputStream(encoded), Long.MAX_VALUE))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void refusesValuesCutAtEveryByteAndWaitsForTheRest() throws Exception {
    byte[] encoded = UnsignedVarint.encode(Long.MAX_VALUE);
    for (int length = 0; length < encoded.length; length++) {
      byte[] cut = Arrays.copyOf(encoded, length);
      ByteBuffer buffer = ByteBuffer.wrap(cut);
      assertThat(UnsignedVarint.tryRead(buffer)).isEqualTo(UnsignedVarint.INCOMPLETE);
      assertThat(buffer.position()).isZero();
      assertThatThrownBy(() -> UnsignedVarint.read(ByteBuffer.wrap(cut)))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void tellsAnOrderlyEndOfAStreamFromACut() {
    assertThatThrownBy(() -> UnsignedVarint.read(new ByteArrayInputStream(new byte[0]), 10))
        .isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> UnsignedVarint.read(new ByteArrayInputStream(new byte[] {-1}), 10))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("cut short");
  }

  @Test
  void takesTheLimitAndRefusesOneMore() throws Exception {
    assertThat(UnsignedVarint.read(new ByteArrayInputStream(UnsignedVarint.encode(300)), 300))
        .isEqualTo(300);
    assertThatThrownBy(
            () -> UnsignedVarint.read(new ByteArrayInputStream(UnsignedVarint.encode(301)), 300))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("limit of 300");
  }

  @Test
  void refusesToWriteNegativeNumbers() {
    assertThatThrownBy(() -> UnsignedVarint.encode(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void agreesWithTheProtobufLibrary() {
    Randomised.runs(500)
        .check(
            random -> {
              long value = random.nextLong() >>> (1 + random.nextInt(63));
              ByteArrayOutputStream expected = new ByteArrayOutputStream();
              CodedOutputStream coded = CodedOutputStream.newInstance(expected);
              coded.writeUInt64NoTag(value);
              coded.flush();
              byte[] encoded = UnsignedVarint.encode(value);
              assertThat(encoded).isEqualTo(expected.toByteArray());
              ByteBuffer buffer = ByteBuffer.wrap(Arrays.copyOf(encoded, encoded.length + 3));
              assertThat(UnsignedVarint.read(buffer)).isEqualTo(value);
              assertThat(buffer.position()).isEqualTo(encoded.length);
            });
  }
}
