package io.grapevine.libp2p.transport;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** The sending side of a stream as an {@link OutputStream}; closing it ends our direction. */
final class StreamOutput extends OutputStream {
  private final MuxStream stream;

  StreamOutput(MuxStream stream) {
    this.stream = stream;
  }

  @Override
  public void write(int value) throws IOException {
    stream.write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    stream.write(source, offset, length);
  }

  @Override
  public void flush() throws IOException {
    stream.flush();
  }

  @Override
  public void close() throws IOException {
    stream.closeWrite();
  }
}
