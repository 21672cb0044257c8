package io.grapevine.libp2p.transport;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The receiving side of a stream as an {@link InputStream}. */
final class StreamInput extends InputStream {
  private final MuxStream stream;

  StreamInput(MuxStream stream) {
    this.stream = stream;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return stream.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    return stream.read(target, offset, length);
  }

  @Override
  public int available() {
    return stream.available();
  }
}
