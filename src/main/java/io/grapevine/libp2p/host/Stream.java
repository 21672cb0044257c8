package io.grapevine.libp2p.host;

import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * A two-way byte stream to a protocol of another peer. It is safe for one reading and one writing
 * thread at a time; both may be virtual threads, which may be interrupted: an interrupted call
 * throws {@link java.io.InterruptedIOException} and leaves the connection alone.
 *
 * <p>A read or write that waits longer than its time-out throws {@link
 * java.net.SocketTimeoutException}; the stream stays usable. After a reset by either side, both
 * directions throw {@link java.net.SocketException}.
 */
public interface Stream extends AutoCloseable {
  /** The peer at the other end, as proven by the handshake of the connection. */
  PeerId remotePeer();

  /** The protocol id that both ends agreed on. */
  String protocol();

  /** Whether this side opened the stream. */
  boolean outbound();

  /**
   * Bytes from the remote; ends (-1) when the remote has closed its write side. Always the same
   * object.
   */
  InputStream input();

  /**
   * Bytes to the remote. What is written is buffered and sent at {@link OutputStream#flush}, at
   * {@link #closeWrite} or when the buffer is full; a write waits while the buffer is full and the
   * remote does not read. Closing it is {@link #closeWrite}.
   */
  OutputStream output();

  /**
   * Bytes for which there is room from the beginning, so that no write of them waits; 0 if none.
   */
  default int promptBytes() {
    return 0;
  }

  /** The longest that one read waits for a byte; 30 s until it is changed. */
  void readTimeout(Duration timeout);

  /** The longest that one write waits for room; 30 s until it is changed. */
  void writeTimeout(Duration timeout);

  /** Flushes and ends our direction; the remote may still send. */
  void closeWrite() throws IOException;

  /**
   * Ends both directions at once; what is buffered on either side is lost. Never blocks, and does
   * no harm if repeated.
   */
  void reset();

  /**
   * Ends the stream in order: flushes and closes our direction, discards what the remote still
   * sends, and resets the stream if the remote does not end its direction in time. Never blocks,
   * and does no harm if repeated.
   */
  @Override
  void close();

  /**
   * Whether the connection that carries this stream is given up and ends with its last stream: what
   * is meant to last should move to another stream.
   */
  default boolean goingAway() {
    return false;
  }
}
