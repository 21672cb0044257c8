package io.grapevine.libp2p.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * An input until one moment: however slowly the remote drips, all reads together end by then. It
 * reads no further than it is asked to, so that what follows a handshake is left for whoever reads
 * next.
 */
public final class DeadlineInput extends FilterInputStream {
  private final long deadline;
  private final Wait wait;

  /** Limits the next read of what is underneath. */
  @FunctionalInterface
  public interface Wait {

    /** The next read must end within {@code left}, which is positive. */
    void limit(Duration left) throws IOException;
  }

  /**
   * @param deadline on the monotonic clock, in nanoseconds
   */
  public DeadlineInput(InputStream in, long deadline, Wait wait) {
    super(in);
    this.deadline = deadline;
    this.wait = wait;
  }

  /**
   * The input of a socket; each read flushes the output first, since what was written may be what
   * the remote waits for.
   */
  static DeadlineInput of(Socket socket, OutputStream output, long deadline) throws IOException {
    return new DeadlineInput(
        socket.getInputStream(),
        deadline,
        left -> {
          output.flush();
          // Zero would mean without limit.
          socket.setSoTimeout(Math.clamp(left.toMillis(), 1, Integer.MAX_VALUE));
        });
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
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      throw new SocketTimeoutException("exchange took too long");
    }
    wait.limit(Duration.ofNanos(left));
  }
}
