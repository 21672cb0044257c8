package io.grapevine.execution.scrape;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Inflates the first member of a gzip stream (RFC 1952). The JDK's own stream calls itself once per
 * member, so that many empty members overflow the stack.
 */
final class GzipBody {
  private static final int MAGIC = 0x1F8B;
  private static final int METHOD_DEFLATE = 8;
  private static final int FLAG_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int FLAGS_RESERVED = 0xE0;

  private GzipBody() {}

  /**
   * Reads the header and inflates what follows.
   *
   * @throws IOException if it is not gzip
   */
  static InputStream inflate(InputStream compressed) throws IOException {
    DataInputStream in = new DataInputStream(compressed);
    int magic = in.readUnsignedShort();
    int method = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    if (magic != MAGIC || method != METHOD_DEFLATE || (flags & FLAGS_RESERVED) != 0) {
      throw new IOException("the body is not the gzip that its header announces");
    }
    in.skipNBytes(6);
    if ((flags & FLAG_EXTRA) != 0) {
      int low = in.readUnsignedByte();
      in.skipNBytes(low | (in.readUnsignedByte() << 8));
    }
    if ((flags & FLAG_NAME) != 0) {
      skipText(in);
    }
    if ((flags & FLAG_COMMENT) != 0) {
      skipText(in);
    }
    if ((flags & FLAG_CRC) != 0) {
      in.skipNBytes(2);
    }
    return new EndingInflater(in);
  }

  private static void skipText(InputStream in) throws IOException {
    int next = in.read();
    while (next > 0) {
      next = in.read();
    }
    if (next < 0) {
      throw new EOFException("the body ends within its gzip header");
    }
  }

  /** Frees the inflater's memory when it is closed, which the plain class does not. */
  private static final class EndingInflater extends InflaterInputStream {
    EndingInflater(InputStream in) {
      super(in, new Inflater(true), 8 << 10);
    }

    @Override
    public void close() throws IOException {
      inf.end();
      super.close();
    }
  }
}
