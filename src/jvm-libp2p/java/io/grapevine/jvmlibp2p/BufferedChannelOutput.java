package io.grapevine.jvmlibp2p;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Collects what is written into pieces of a size that is worth a frame. */
final class BufferedChannelOutput extends OutputStream {
  private static final int PIECE_BYTES = 32 << 10;

  private final Sink sink;
  private final Closing closing;
  private final byte[] buffer = new byte[PIECE_BYTES];
  private int count;

  /** Takes over bytes, and waits while there is no room. */
  @FunctionalInterface
  interface Sink {
    void write(byte[] bytes) throws IOException;
  }

  /** Ends the direction. */
  @FunctionalInterface
  interface Closing {
    void run() throws IOException;
  }

  BufferedChannelOutput(Sink sink, Closing closing) {
    this.sink = sink;
    this.closing = closing;
  }

  @Override
  public synchronized void write(int one) throws IOException {
    if (count == PIECE_BYTES) {
      flush();
    }
    buffer[count++] = (byte) one;
  }

  @Override
  public synchronized void write(byte[] from, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      if (count == PIECE_BYTES) {
        flush();
      }
      int taken = Math.min(length - done, PIECE_BYTES - count);
      System.arraycopy(from, offset + done, buffer, count, taken);
      count += taken;
      done += taken;
    }
  }

  @Override
  public synchronized void flush() throws IOException {
    if (count > 0) {
      byte[] piece = Arrays.copyOf(buffer, count);
      count = 0;
      sink.write(piece);
    }
  }

  @Override
  public void close() throws IOException {
    closing.run();
  }
}
