package io.grapevine.libp2p.multiformats;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Frames of a varint length and as many bytes, the way most libp2p protocols send messages. */
public final class LengthPrefixed {

  private LengthPrefixed() {}

  /** The message with its length in front. */
  public static byte[] frame(byte[] message) {
    ByteBuffer out = ByteBuffer.allocate(UnsignedVarint.sizeOf(message.length) + message.length);
    UnsignedVarint.write(message.length, out);
    return out.put(message).array();
  }

  /**
   * Reads one frame. Memory grows with what arrives, not with what the length promises.
   *
   * @param limit most bytes of a message, without its length
   * @return the message, possibly empty
   * @throws EOFException if the stream ends where a frame would begin
   * @throws MalformedException if the length is malformed or above the limit, or the stream ends
   *     inside the frame
   */
  public static byte[] read(InputStream in, int limit) throws IOException {
    int length = (int) UnsignedVarint.read(in, limit);
    byte[] message = in.readNBytes(length);
    if (message.length < length) {
      throw new MalformedException(
          "stream ended after " + message.length + " of " + length + " bytes of a frame");
    }
    return message;
  }
}
