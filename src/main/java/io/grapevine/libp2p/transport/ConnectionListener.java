package io.grapevine.libp2p.transport;

/**
 * The owner of a {@link MuxConnection}. Calls come from the connection's threads, without a lock
 * held, and must be short.
 */
public interface ConnectionListener {
  /** The remote opened a stream; it has to be accepted or reset. */
  void streamOpened(MuxConnection connection, MuxStream stream);

  /** The connection is gone and all its streams are reset. Called once. */
  void closed(MuxConnection connection, CloseReason reason);

  /** A stream of the remote was turned away. */
  void streamRefused(MuxConnection connection, StreamRefusal refusal);

  /** Bytes read from the socket. */
  void bytesIn(long bytes);

  /** Bytes written to the socket. */
  void bytesOut(long bytes);
}
