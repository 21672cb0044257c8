package io.grapevine.libp2p.transport;

/** Why a connection turned a stream of the remote away. */
public enum StreamRefusal {
  /** Too many streams. */
  LIMIT,
  /** Too many bytes of the connection are unread. */
  BUFFER,
}
