package io.grapevine.network;

import com.google.protobuf.MessageLite;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.UnsignedVarint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Messages on a stream, each behind its length as an unsigned varint. */
final class Frames {
  private Frames() {}

  /** Writes a frame; does not flush. */
  static void write(MessageLite message, OutputStream out) throws IOException {
    byte[] encoded = message.toByteArray();
    out.write(UnsignedVarint.encode(encoded.length));
    out.write(encoded);
  }

  /**
   * Reads a frame; waits as long as the stream does.
   *
   * @param limit largest length accepted, checked before anything is allocated
   * @throws java.io.EOFException if the stream ends in order before the frame
   * @throws MalformedException if the frame is too long or cut short
   */
  static byte[] read(InputStream in, int limit) throws IOException {
    return content(in, UnsignedVarint.read(in, limit));
  }

  /**
   * Reads bytes whose number was checked before; memory grows only as they come in.
   *
   * @throws MalformedException if the stream ends before them
   */
  static byte[] content(InputStream in, long size) throws IOException {
    byte[] content = in.readNBytes(Math.toIntExact(size));
    if (content.length < size) {
      throw new MalformedException(
          "stream ends after %d of %d bytes".formatted(content.length, size));
    }
    return content;
  }
}
