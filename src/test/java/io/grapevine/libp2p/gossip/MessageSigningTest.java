package io.grapevine.libp2p.gossip;

import static io.grapevine.libp2p.gossip.GossipFixtures.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.protobuf.ProtobufReader;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MessageSigningTest {

  private static final byte[] PAYLOAD = "offer".getBytes(StandardCharsets.UTF_8);

  private final KeyPair keys = KeyPair.generate(new SecureRandom());
  private final KeyPair stranger = KeyPair.generate(new SecureRandom());
  private final GossipMessage message = new MessageSigner(keys).sign(42, TOPIC, PAYLOAD);

  @Test
  void signsWhatItsOwnCheckAndDecoderAccept() throws MalformedException {
    GossipMessage read = valid(message.encoded());

    assertThat(SignatureCheck.passes(message)).isTrue();
    assertThat(SignatureCheck.passes(read)).isTrue();
    assertThat(read.author()).isEqualTo(keys.peerId());
    assertThat(read.seqno()).isEqualTo(42);
    assertThat(read.topic()).isEqualTo(TOPIC);
    assertThat(read.payload()).isEqualTo(PAYLOAD);
    assertThat(read.fields()).isEqualTo(message.fields());
    assertThat(read.id().toBytes())
        .isEqualTo(
            ByteBuffer.allocate(keys.peerId().toBytes().length + 8)
                .put(keys.peerId().toBytes())
                .putLong(42)
                .array());
  }

  @Test
  void signsAnEmptyPayload() throws MalformedException {
    GossipMessage empty = new MessageSigner(keys).sign(1, TOPIC, new byte[0]);

    assertThat(SignatureCheck.passes(valid(empty.encoded()))).isTrue();
    assertThat(empty.payload()).isEmpty();
  }

  @Test
  void alwaysSendsTheKeyAndAcceptsItsAbsence() throws MalformedException {
    assertThat(message.fields().key().copyFrom(message.encoded()))
        .isEqualTo(keys.publicKey().encoded());

    assertThat(SignatureCheck.passes(valid(without(6)))).isTrue();
  }

  @Test
  void verifiesOverTheBytesThatCameWithTheirOrderAndUnknownFields() throws MalformedException {
    byte[] seqno = ByteBuffer.allocate(8).putLong(7).array();
    ProtobufWriter unsigned =
        new ProtobufWriter()
            .string(4, TOPIC)
            .bytes(99, new byte[] {1, 2})
            .bytes(3, seqno)
            .bytes(1, keys.peerId().toBytes());
    byte[] signature = keys.sign(prefixed(unsigned.toByteArray()));
    byte[] keyFirst =
        new ProtobufWriter()
            .bytes(6, keys.publicKey().encoded())
            .string(4, TOPIC)
            .bytes(5, signature)
            .bytes(99, new byte[] {1, 2})
            .bytes(3, seqno)
            .bytes(1, keys.peerId().toBytes())
            .toByteArray();

    assertThat(SignatureCheck.passes(valid(keyFirst))).isTrue();
  }

  @Test
  void doesNotAcceptASignatureThatCoversTheKey() throws MalformedException {
    byte[] withKey =
        new ProtobufWriter()
            .bytes(1, keys.peerId().toBytes())
            .bytes(3, new byte[8])
            .string(4, TOPIC)
            .bytes(6, keys.publicKey().encoded())
            .toByteArray();
    byte[] encoded = concat(withKey, field(5, keys.sign(prefixed(withKey))));

    assertThat(SignatureCheck.passes(valid(encoded))).isFalse();
  }

  @Test
  void findsEveryChangedByte() throws MalformedException {
    for (int i = 0; i < message.size(); i++) {
      byte[] changed = message.encoded().clone();
      changed[i] ^= 1;
      assertThat(passes(changed)).as("byte %d", i).isFalse();
    }
  }

  @Test
  void findsAStrangersKeyAndSignature() throws MalformedException {
    byte[] unsigned = without(5, 6);
    byte[] foreign = field(5, stranger.sign(prefixed(unsigned)));

    assertThat(passes(concat(unsigned, foreign))).isFalse();
    assertThat(passes(concat(unsigned, foreign, field(6, stranger.publicKey().encoded()))))
        .isFalse();
    assertThat(passes(concat(unsigned, foreign, field(6, keys.publicKey().encoded())))).isFalse();
  }

  @Test
  void takesMalformedKeysAndSignaturesForInvalidInput() throws MalformedException {
    byte[] rest = without(5, 6);

    assertThat(passes(concat(rest, field(5, new byte[1])))).isFalse();
    assertThat(passes(concat(rest, field(5, new byte[64]), field(6, new byte[] {1, 2, 3}))))
        .isFalse();
    assertThat(passes(concat(without(6), field(6, new byte[2048])))).isFalse();
  }

  @Test
  void refusesWhatStrictSigningForbids() throws MalformedException {
    assertThat(problem(without(1))).isEqualTo(MessageProblem.AUTHOR);
    assertThat(problem(without(3))).isEqualTo(MessageProblem.SEQNO);
    assertThat(problem(without(4))).isEqualTo(MessageProblem.TOPIC);
    assertThat(problem(without(5))).isEqualTo(MessageProblem.SIGNATURE);
    assertThat(problem(new byte[0])).isEqualTo(MessageProblem.TOPIC);
    assertThat(problem(concat(without(1), field(1, new byte[] {1, 2, 3}))))
        .isEqualTo(MessageProblem.AUTHOR);
    assertThat(problem(concat(without(1), field(1, new byte[65]))))
        .isEqualTo(MessageProblem.AUTHOR);
    assertThat(problem(concat(without(3), field(3, new byte[7])))).isEqualTo(MessageProblem.SEQNO);
    assertThat(problem(concat(without(3), field(3, new byte[9])))).isEqualTo(MessageProblem.SEQNO);
    assertThat(problem(concat(without(5), field(5, new byte[1025]))))
        .isEqualTo(MessageProblem.SIGNATURE);
    assertThat(problem(concat(without(6), field(6, new byte[2049])))).isEqualTo(MessageProblem.KEY);
  }

  @Test
  void refusesSeveralTopicsInOneMessage() throws MalformedException {
    byte[] second = new ProtobufWriter().string(4, "/other").toByteArray();
    DecodedMessage decoded = decode(concat(message.encoded(), second));

    assertThat(decoded).isEqualTo(new RefusedMessage("", MessageProblem.TOPIC));
  }

  @Test
  void refusesAFieldThatComesTwice() throws MalformedException {
    assertThat(problem(concat(message.encoded(), field(2, PAYLOAD))))
        .isEqualTo(MessageProblem.REPEATED_FIELD);
    assertThat(problem(concat(message.encoded(), field(5, new byte[64]))))
        .isEqualTo(MessageProblem.REPEATED_FIELD);
  }

  private static boolean passes(byte[] encoded) {
    try {
      return decode(encoded) instanceof GossipMessage read && SignatureCheck.passes(read);
    } catch (MalformedException e) {
      return false;
    }
  }

  private static MessageProblem problem(byte[] encoded) throws MalformedException {
    return ((RefusedMessage) decode(encoded)).problem();
  }

  private static GossipMessage valid(byte[] encoded) throws MalformedException {
    return (GossipMessage) decode(encoded);
  }

  private static DecodedMessage decode(byte[] encoded) throws MalformedException {
    return MessageDecoder.decode(encoded, RpcLimits.defaults().topicBytesMax());
  }

  /** The message without some of its fields. */
  private byte[] without(int... fields) throws MalformedException {
    byte[] source = message.encoded();
    byte[] kept = new byte[0];
    ProtobufReader reader = new ProtobufReader(source);
    while (reader.next()) {
      int start = reader.fieldStart();
      int field = reader.field();
      reader.skip();
      if (Arrays.stream(fields).noneMatch(f -> f == field)) {
        kept = concat(kept, Arrays.copyOfRange(source, start, reader.position()));
      }
    }
    return kept;
  }

  private static byte[] field(int number, byte[] value) {
    return new ProtobufWriter().bytes(number, value).toByteArray();
  }

  private static byte[] prefixed(byte[] unsigned) {
    return concat("libp2p-pubsub:".getBytes(StandardCharsets.UTF_8), unsigned);
  }

  private static byte[] concat(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteBuffer joined = ByteBuffer.allocate(length);
    Arrays.stream(parts).forEach(joined::put);
    return joined.array();
  }
}
