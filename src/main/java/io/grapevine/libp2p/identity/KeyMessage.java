package io.grapevine.libp2p.identity;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.protobuf.ProtobufReader;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import java.util.Arrays;

/**
 * The protobuf around a public or a private key: type (1) and key bytes (2). Since peer ids are
 * hashes of it there is exactly one encoding: both fields, in order, shortest varints, nothing
 * else.
 *
 * @param keyBytes the key in the form of its type
 */
// The array is an immutable value by contract.
@SuppressWarnings("ArrayRecordComponent")
record KeyMessage(KeyType type, byte[] keyBytes) {

  /** Longest encoding accepted, of either half. */
  static final int MAX_BYTES = PublicKey.MAX_ENCODED_BYTES;

  private static final int TYPE = 1;
  private static final int KEY = 2;

  static KeyMessage decode(byte[] encoded) throws MalformedException {
    if (encoded.length > MAX_BYTES) {
      throw new MalformedException("key is longer than " + MAX_BYTES + " bytes");
    }
    ProtobufReader reader = new ProtobufReader(encoded);
    int type = -1;
    byte[] keyBytes = {};
    while (reader.next()) {
      switch (reader.field()) {
        case TYPE -> type = reader.varint(Integer.MAX_VALUE);
        case KEY -> keyBytes = reader.bytes(MAX_BYTES);
        default -> throw new MalformedException("key has the unknown field " + reader.field());
      }
    }
    if (type < 0) {
      throw new MalformedException("key has no type");
    }
    KeyMessage message = new KeyMessage(KeyType.ofCode(type), keyBytes);
    if (!Arrays.equals(message.encode(), encoded)) {
      throw new MalformedException("key is not in its only valid encoding");
    }
    return message;
  }

  byte[] encode() {
    return new ProtobufWriter().varint(TYPE, type.code()).bytes(KEY, keyBytes).toByteArray();
  }
}
