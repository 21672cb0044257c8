package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.gossip.GossipMessage.Range;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.protobuf.ProtobufReader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one message of an RPC and applies the rules of StrictSign that cost nothing: author,
 * sequence number, one topic and a signature must be there. The bytes are copied once, out of the
 * RPC, so that a kept message does not hold on to its neighbours.
 */
final class MessageDecoder {

  static final int FROM = 1;
  static final int DATA = 2;
  static final int SEQNO = 3;
  static final int TOPIC = 4;
  static final int SIGNATURE = 5;
  static final int KEY = 6;

  /** RSA of 8192 bits makes 1024 bytes; no key type in use makes more. */
  static final int SIGNATURE_BYTES_MAX = 1024;

  /** An RSA key of 8192 bits with its wrapping. */
  static final int KEY_BYTES_MAX = 2048;

  private static final int AUTHOR_BYTES_MAX = 64;

  private final byte[] encoded;
  private final ProtobufReader reader;
  private final int topicBytesMax;

  // Index is the field number; a range appears when its field does.
  private final @Nullable Range[] values = new @Nullable Range[KEY + 1];
  private final @Nullable Range[] fields = new @Nullable Range[KEY + 1];
  private String topic = "";
  private boolean repeated;
  private boolean severalTopics;

  private MessageDecoder(byte[] encoded, int topicBytesMax) {
    this.encoded = encoded;
    this.reader = new ProtobufReader(encoded);
    this.topicBytesMax = topicBytesMax;
  }

  /**
   * Decodes a message.
   *
   * @param encoded taken over, must not change
   * @throws MalformedException if it is no protobuf message or its topic is too long
   */
  static DecodedMessage decode(byte[] encoded, int topicBytesMax) throws MalformedException {
    MessageDecoder decoder = new MessageDecoder(encoded, topicBytesMax);
    decoder.walk();
    return decoder.judge();
  }

  private void walk() throws MalformedException {
    while (reader.next()) {
      int field = reader.field();
      int start = reader.fieldStart();
      if (field > KEY) {
        reader.skip();
        continue;
      }
      if (fields[field] != null) {
        repeated = true;
        severalTopics |= field == TOPIC;
      }
      Range value;
      if (field == TOPIC) {
        topic = reader.string(topicBytesMax);
        value = Range.EMPTY;
      } else {
        int begin = reader.message(Integer.MAX_VALUE).position();
        value = new Range(begin, reader.position());
      }
      values[field] = value;
      fields[field] = new Range(start, reader.position());
    }
  }

  private DecodedMessage judge() {
    if (severalTopics || topic.isEmpty()) {
      return new RefusedMessage("", MessageProblem.TOPIC);
    }
    if (repeated) {
      return new RefusedMessage(topic, MessageProblem.REPEATED_FIELD);
    }
    Range from = value(FROM);
    if (from.length() > AUTHOR_BYTES_MAX) {
      return new RefusedMessage(topic, MessageProblem.AUTHOR);
    }
    if (value(SEQNO).length() != Long.BYTES) {
      return new RefusedMessage(topic, MessageProblem.SEQNO);
    }
    int signatureBytes = value(SIGNATURE).length();
    if (signatureBytes == 0 || signatureBytes > SIGNATURE_BYTES_MAX) {
      return new RefusedMessage(topic, MessageProblem.SIGNATURE);
    }
    if (value(KEY).length() > KEY_BYTES_MAX) {
      return new RefusedMessage(topic, MessageProblem.KEY);
    }
    try {
      return message(PeerId.decode(from.copyFrom(encoded)));
    } catch (MalformedException e) {
      return new RefusedMessage(topic, MessageProblem.AUTHOR);
    }
  }

  private GossipMessage message(PeerId author) {
    long seqno = ByteBuffer.wrap(encoded).getLong(value(SEQNO).from());
    return new GossipMessage(
        encoded,
        new GossipMessage.Fields(
            author,
            seqno,
            topic,
            value(DATA),
            value(SIGNATURE),
            value(KEY),
            field(SIGNATURE),
            field(KEY)));
  }

  private Range value(int field) {
    Range range = values[field];
    return range == null ? Range.EMPTY : range;
  }

  private Range field(int field) {
    Range range = fields[field];
    return range == null ? Range.EMPTY : range;
  }
}
