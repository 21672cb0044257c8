package io.grapevine.libp2p.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.protobuf.ProtobufReader;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import io.grapevine.libp2p.protobuf.WireType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The protobuf reader beside the one of protobuf-java: what ours takes, theirs takes with the same
 * fields; positions are where the fields are; a copy by our writer reads the same.
 */
final class ProtobufFuzz implements FuzzTarget {

  private static final int VALUE_MAX = 1024;

  @Override
  public String name() {
    return "protobuf";
  }

  @Override
  public int maxBytes() {
    return 16 * 1024;
  }

  @Override
  public void fuzz(byte[] input) throws Exception {
    Cost.bounded(input.length, () -> skipAll(input));
    UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();
    ProtobufWriter copy = new ProtobufWriter();
    try {
      walk(input, fields, copy);
    } catch (MalformedException e) {
      return;
    }
    UnknownFieldSet ours = fields.build();
    try {
      UnknownFieldSet theirs = UnknownFieldSet.parseFrom(input);
      // Their varints have 64 bits as well, but they read fixed values, which ours passes over.
      Claims.equal(withoutFixed(theirs), ours, "fields");
      Claims.equal(ours, UnknownFieldSet.parseFrom(copy.toByteArray()), "fields of the copy");
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("protobuf-java refuses what was taken", e);
    }
  }

  private static void skipAll(byte[] input) {
    try {
      ProtobufReader reader = new ProtobufReader(input);
      while (reader.next()) {
        Claims.that(reader.position() > reader.fieldStart(), "a field has no tag");
      }
      Claims.equal(input.length, reader.position(), "end");
    } catch (MalformedException expected) {
      Claims.that(input.length > 0, "an empty message is sound");
    }
  }

  private static void walk(byte[] input, UnknownFieldSet.Builder fields, ProtobufWriter copy)
      throws MalformedException {
    ProtobufReader reader = new ProtobufReader(input);
    int end = 0;
    while (reader.next()) {
      Claims.equal(end, reader.fieldStart(), "start of the field behind the last one");
      if (reader.type() == WireType.VARINT) {
        long value = reader.varint();
        add(fields, reader.field(), value);
        copy.varint(reader.field(), value);
      } else if (reader.type() == WireType.LENGTH_DELIMITED) {
        byte[] value = reader.bytes(VALUE_MAX);
        Claims.that(value.length <= VALUE_MAX, "a value above its limit is taken");
        add(fields, reader.field(), value);
        copy.bytes(reader.field(), value);
        text(value);
      } else {
        reader.skip();
      }
      end = reader.position();
    }
  }

  private static void add(UnknownFieldSet.Builder fields, int number, long value) {
    fields.mergeField(number, UnknownFieldSet.Field.newBuilder().addVarint(value).build());
  }

  private static void add(UnknownFieldSet.Builder fields, int number, byte[] value) {
    fields.mergeField(
        number,
        UnknownFieldSet.Field.newBuilder().addLengthDelimited(ByteString.copyFrom(value)).build());
  }

  /** The same bytes as a text: taken if and only if they are what UTF-8 would print. */
  private static void text(byte[] value) throws MalformedException {
    ProtobufReader reader = new ProtobufReader(new ProtobufWriter().bytes(1, value).toByteArray());
    reader.next();
    String lenient = new String(value, StandardCharsets.UTF_8);
    boolean sound = Arrays.equals(value, lenient.getBytes(StandardCharsets.UTF_8));
    try {
      Claims.equal(lenient, reader.string(VALUE_MAX), "text");
      Claims.that(sound, "broken UTF-8 is taken");
    } catch (MalformedException e) {
      Claims.that(!sound, "sound UTF-8 is refused");
    }
  }

  private static UnknownFieldSet withoutFixed(UnknownFieldSet all) {
    UnknownFieldSet.Builder rest = UnknownFieldSet.newBuilder();
    all.asMap()
        .forEach(
            (number, field) -> {
              UnknownFieldSet.Field.Builder kept = UnknownFieldSet.Field.newBuilder();
              field.getVarintList().forEach(kept::addVarint);
              field.getLengthDelimitedList().forEach(kept::addLengthDelimited);
              if (!field.getVarintList().isEmpty() || !field.getLengthDelimitedList().isEmpty()) {
                rest.addField(number, kept.build());
              }
            });
    return rest.build();
  }
}
