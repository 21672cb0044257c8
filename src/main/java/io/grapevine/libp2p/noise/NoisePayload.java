package io.grapevine.libp2p.noise;

import io.grapevine.libp2p.identity.PublicKey;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.protobuf.ProtobufReader;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What libp2p says inside the second and third handshake message: identity key (1), its signature
 * of the static key (2), and extensions (4) with the multiplexers (2) in order of preference. An
 * empty extension means the same as none, since an older schema used the number for a byte string.
 *
 * @param muxers protocol ids, at most {@link #MAX_MUXERS}; empty if the peer did not say
 */
// The arrays are immutable values by contract.
@SuppressWarnings("ArrayRecordComponent")
record NoisePayload(byte[] identityKey, byte[] signature, List<String> muxers) {

  static final int MAX_SIGNATURE_BYTES = 1024;
  static final int MAX_EXTENSION_BYTES = 2048;
  static final int MAX_MUXERS = 100;
  static final int MAX_MUXER_BYTES = 256;

  private static final int IDENTITY_KEY = 1;
  private static final int SIGNATURE = 2;
  private static final int EXTENSIONS = 4;
  private static final int STREAM_MUXERS = 2;

  NoisePayload {
    muxers = List.copyOf(muxers);
  }

  byte[] encode() {
    ProtobufWriter payload =
        new ProtobufWriter().bytes(IDENTITY_KEY, identityKey).bytes(SIGNATURE, signature);
    if (!muxers.isEmpty()) {
      ProtobufWriter extensions = new ProtobufWriter();
      for (String muxer : muxers) {
        extensions.string(STREAM_MUXERS, muxer);
      }
      payload.message(EXTENSIONS, extensions);
    }
    return payload.toByteArray();
  }

  static NoisePayload decode(byte[] encoded) throws MalformedException {
    byte[] identityKey = {};
    byte[] signature = {};
    List<String> muxers = new ArrayList<>();
    ProtobufReader reader = new ProtobufReader(encoded);
    while (reader.next()) {
      switch (reader.field()) {
        case IDENTITY_KEY -> identityKey = reader.bytes(PublicKey.MAX_ENCODED_BYTES);
        case SIGNATURE -> signature = reader.bytes(MAX_SIGNATURE_BYTES);
        case EXTENSIONS -> readMuxers(reader.message(MAX_EXTENSION_BYTES), muxers);
        default -> reader.skip();
      }
    }
    return new NoisePayload(identityKey, signature, muxers);
  }

  private static void readMuxers(ProtobufReader extensions, List<String> muxers)
      throws MalformedException {
    while (extensions.next()) {
      if (extensions.field() == STREAM_MUXERS) {
        if (muxers.size() == MAX_MUXERS) {
          throw new MalformedException("more than " + MAX_MUXERS + " multiplexers are named");
        }
        muxers.add(extensions.string(MAX_MUXER_BYTES));
      }
    }
  }
}
