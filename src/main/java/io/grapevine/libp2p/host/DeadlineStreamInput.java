package io.grapevine.libp2p.host;

import io.grapevine.libp2p.transport.MuxStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * The input of a stream until one moment: all reads together end by then, however slowly the remote
 * drips.
 */
final class DeadlineStreamInput extends FilterInputStream {
  private final MuxStream stream;
  private final Deadline deadline;

  DeadlineStreamInput(MuxStream stream, Deadline deadline) {
    super(stream.input());
    this.stream = stream;
    this.deadline = deadline;
  }

  @Override
  public int read() throws IOException {
    limitWait();
    return super.read();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    limitWait();
    return super.read(target, offset, length);
  }

  private void limitWait() throws IOException {
    Duration left = deadline.left();
    if (left.isZero()) {
      throw new SocketTimeoutException("exchange took too long");
    }
    stream.readTimeout(left);
  }
}
