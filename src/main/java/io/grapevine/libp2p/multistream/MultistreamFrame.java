package io.grapevine.libp2p.multistream;

import io.grapevine.libp2p.multiformats.UnsignedVarint;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The words of a negotiation and their frames: varint length, text, newline. */
final class MultistreamFrame {

  static final String HEADER = "/multistream/1.0.0";
  static final String NOT_AVAILABLE = "na";
  static final String LIST = "ls";

  /** Most bytes of text and newline, as other implementations have it. */
  static final int MAX_BYTES = 1024;

  /** Most proposals in one negotiation. */
  static final int MAX_PROPOSALS = 32;

  private MultistreamFrame() {}

  /** Several frames in one piece. */
  static byte[] encode(String... texts) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (String text : texts) {
      byte[] bytes = (text + '\n').getBytes(StandardCharsets.UTF_8);
      ByteBuffer length = ByteBuffer.allocate(UnsignedVarint.sizeOf(bytes.length));
      UnsignedVarint.write(bytes.length, length);
      frames.writeBytes(length.array());
      frames.writeBytes(bytes);
    }
    return frames.toByteArray();
  }

  /** Whether a text can be the id of a protocol at all. */
  static boolean isProtocolId(String text) {
    return !text.isEmpty()
        && text.indexOf('\n') < 0
        && !text.equals(HEADER)
        && !text.equals(NOT_AVAILABLE)
        && !text.equals(LIST)
        && text.getBytes(StandardCharsets.UTF_8).length < MAX_BYTES;
  }
}
