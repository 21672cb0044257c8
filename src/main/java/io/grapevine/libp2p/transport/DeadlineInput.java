package io.grapevine.libp2p.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/**
 * The input of a socket until one moment: however slowly the remote drips, all reads together end
 * by then. It reads no further than it is asked to, so that what follows a handshake is left for
 * whoever reads next, and flushes the output first, since what was written may be what the remote
 * waits for.
 */
final class DeadlineInput extends FilterInputStream {
  private final Socket socket;
  private final OutputStream output;
  private final long deadline;

  /**
   * @param deadline on the monotonic clock, in nanoseconds
   */
  DeadlineInput(Socket socket, OutputStream output, long deadline) throws IOException {
    super(socket.getInputStream());
    this.socket = socket;
    this.output = output;
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
    output.flush();
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (left <= 0) {
      throw new SocketTimeoutException("handshake took too long");
    }
    socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
  }
}
