package io.grapevine.libp2p.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.testing.Randomised;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ProtobufTest {

  /** A field of a random message and how to read it back. */
  private sealed interface Field {
    int number();

    record Integral(int number, long value) implements Field {}

    record Text(int number, String value) implements Field {}

    record Fixed(int number, boolean wide, long value) implements Field {}
  }

  @Test
  void readsWhatTheProtobufLibraryWrites() {
    Randomised.runs(300)
        .check(
            random -> {
              List<Field> fields = randomFields(random);
              ProtobufReader reader = new ProtobufReader(byLibrary(fields));
              for (Field field : fields) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.field()).isEqualTo(field.number());
                boolean ignored = random.nextInt(4) == 0;
                if (ignored) {
                  continue;
                }
                switch (field) {
                  case Field.Integral(_, long value) ->
                      assertThat(reader.varint()).isEqualTo(value);
                  case Field.Text(_, String value) ->
                      assertThat(reader.string(1000)).isEqualTo(value);
                  case Field.Fixed(_, boolean wide, _) -> {
                    assertThat(reader.type()).isEqualTo(wide ? WireType.FIXED64 : WireType.FIXED32);
                    reader.skip();
                  }
                }
              }
              assertThat(reader.next()).isFalse();
            });
  }

  @Test
  void writesWhatTheProtobufLibraryReads() {
    Randomised.runs(300)
        .check(
            random -> {
              int number = randomNumber(random);
              long value = random.nextLong() >>> random.nextInt(64);
              byte[] bytes = Randomised.bytes(random, 0, 300);
              byte[] written =
                  new ProtobufWriter()
                      .varint(number, value)
                      .bytes(number, bytes)
                      .bool(3, true)
                      .message(4, new ProtobufWriter().string(1, "h\u00e9"))
                      .toByteArray();
              CodedInputStream in = CodedInputStream.newInstance(written);
              assertThat(in.readTag()).isEqualTo(number << 3 | WireFormat.WIRETYPE_VARINT);
              assertThat(in.readUInt64()).isEqualTo(value);
              in.readTag();
              assertThat(in.readByteArray()).isEqualTo(bytes);
              assertThat(in.readTag()).isEqualTo(3 << 3);
              assertThat(in.readBool()).isTrue();
              in.readTag();
              assertThat(in.readByteArray()).isEqualTo(HexFormat.of().parseHex("0a0368c3a9"));
              assertThat(in.isAtEnd()).isTrue();
            });
  }

  @Test
  void throwsOnlyMalformedForMessagesCutAtEveryByte() throws Exception {
    byte[] message =
        HexFormat.of().parseHex("08ac02" + "1203616263" + "1d01020304" + "210102030405060708");
    List<Integer> whole = List.of(0, 3, 8, 13);
    for (int length = 0; length < message.length; length++) {
      byte[] cut = Arrays.copyOf(message, length);
      if (whole.contains(length)) {
        readAll(cut);
      } else {
        assertThatThrownBy(() -> readAll(cut)).isInstanceOf(MalformedException.class);
      }
    }
  }

  @Test
  void refusesHostileTagsAndLengths() {
    String[] messages = {
      "00", // field 0
      "0b", // start of a group
      "0c", // end of a group
      "0e", // wire type 6
      "0f", // wire type 7
      "888080801000", // field 1, and a bit too many
      "0affffffff0f", // 4 GiB announced
      "0affffffffffffffffff01", // a negative length
      "0a80808080808080808080", // a varint without end
      "08ffffffffffffffffffff01", // eleven bytes
    };
    for (String message : messages) {
      assertThatThrownBy(() -> readAll(HexFormat.of().parseHex(message)))
          .as(message)
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void takesALengthAtTheLimitAndRefusesOneMore() throws Exception {
    byte[] message = new ProtobufWriter().bytes(1, new byte[10]).toByteArray();
    assertThat(at(message).bytes(10)).hasSize(10);
    assertThatThrownBy(() -> at(message).bytes(9)).isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> at(message).string(9)).isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> at(message).message(9)).isInstanceOf(MalformedException.class);
    byte[] number = new ProtobufWriter().varint(1, 10).toByteArray();
    assertThat(at(number).varint(10)).isEqualTo(10);
    assertThatThrownBy(() -> at(number).varint(9)).isInstanceOf(MalformedException.class);
    byte[] negative = new ProtobufWriter().varint(1, -1).toByteArray();
    assertThat(at(negative).varint()).isEqualTo(-1);
    assertThatThrownBy(() -> at(negative).varint(9)).hasMessageContaining("18446744073709551615");
  }

  @Test
  void refusesAnotherWireType() {
    byte[] number = new ProtobufWriter().varint(1, 1).toByteArray();
    byte[] text = new ProtobufWriter().string(1, "a").toByteArray();
    assertThatThrownBy(() -> at(number).bytes(9)).isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> at(text).varint()).isInstanceOf(MalformedException.class);
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    byte[] message = new ProtobufWriter().bytes(1, new byte[] {(byte) 0xc3, 0x28}).toByteArray();
    assertThatThrownBy(() -> at(message).string(9)).hasMessageContaining("UTF-8");
  }

  @Test
  void acceptsVarintsThatAreNotShortest() throws Exception {
    assertThat(at(HexFormat.of().parseHex("88008100")).varint()).isEqualTo(1);
  }

  @Test
  void staysInsideItsRange() throws Exception {
    byte[] inner = new ProtobufWriter().varint(1, 5).toByteArray();
    byte[] outer = new ProtobufWriter().bytes(2, inner).varint(3, 6).toByteArray();
    ProtobufReader reader = at(outer);
    ProtobufReader nested = reader.message(10);
    assertThat(nested.next()).isTrue();
    assertThat(nested.varint()).isEqualTo(5);
    assertThat(nested.next()).isFalse();
    assertThat(reader.next()).isTrue();
    assertThat(reader.varint()).isEqualTo(6);
    // The inner length reaches behind the inner message but not behind the outer one.
    ProtobufReader lying = at(HexFormat.of().parseHex("0a020a051803")).message(10);
    lying.next();
    assertThatThrownBy(() -> lying.bytes(10)).isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> new ProtobufReader(outer, 1, outer.length))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void tellsWhereFieldsBeginAndEnd() throws Exception {
    byte[] message = new ProtobufWriter().varint(1, 300).string(2, "abc").toByteArray();
    ProtobufReader reader = new ProtobufReader(message);
    reader.next();
    assertThat(reader.fieldStart()).isZero();
    assertThat(reader.varint()).isEqualTo(300);
    assertThat(reader.position()).isEqualTo(3);
    reader.next();
    assertThat(reader.fieldStart()).isEqualTo(3);
    reader.skip();
    assertThat(reader.position()).isEqualTo(message.length);
  }

  @Test
  void givesEachValueOnce() throws Exception {
    ProtobufReader reader = at(new ProtobufWriter().varint(1, 300).toByteArray());
    reader.varint();
    assertThatThrownBy(reader::varint).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesImpossibleFieldNumbers() {
    assertThatThrownBy(() -> new ProtobufWriter().varint(0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ProtobufWriter().varint(1 << 29, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void throwsOnlyMalformedForRandomBytes() {
    Randomised.runs(3000)
        .check(
            random -> {
              try {
                readAll(Randomised.bytes(random, 0, 40));
              } catch (MalformedException e) {
                assertThat(e).hasMessageStartingWith("protobuf");
              }
            });
  }

  private static ProtobufReader at(byte[] message) throws MalformedException {
    ProtobufReader reader = new ProtobufReader(message);
    reader.next();
    return reader;
  }

  private static void readAll(byte[] message) throws MalformedException {
    ProtobufReader reader = new ProtobufReader(message);
    while (reader.next()) {
      reader.skip();
    }
  }

  private static List<Field> randomFields(RandomGenerator random) {
    List<Field> fields = new ArrayList<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      int number = randomNumber(random);
      long value = random.nextLong() >>> random.nextInt(64);
      fields.add(
          switch (random.nextInt(3)) {
            case 0 -> new Field.Integral(number, value);
            case 1 -> new Field.Text(number, "t\u00fc" + "x".repeat(random.nextInt(200)));
            default -> new Field.Fixed(number, random.nextBoolean(), value);
          });
    }
    return fields;
  }

  private static int randomNumber(RandomGenerator random) {
    return 1 + (random.nextInt((1 << 29) - 1) >>> random.nextInt(29));
  }

  private static byte[] byLibrary(List<Field> fields) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CodedOutputStream coded = CodedOutputStream.newInstance(out);
    for (Field field : fields) {
      switch (field) {
        case Field.Integral(int number, long value) -> coded.writeUInt64(number, value);
        case Field.Text(int number, String value) -> coded.writeString(number, value);
        case Field.Fixed(int number, boolean wide, long value) -> {
          if (wide) {
            coded.writeFixed64(number, value);
          } else {
            coded.writeFixed32(number, (int) value);
          }
        }
      }
    }
    coded.flush();
    return out.toByteArray();
  }
}
