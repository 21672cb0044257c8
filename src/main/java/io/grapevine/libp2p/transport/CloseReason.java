package io.grapevine.libp2p.transport;

/**
 * Why a connection ended.
 *
 * @param kind what it was, for counting
 * @param detail one sentence for the log
 */
public record CloseReason(Kind kind, String detail) {
  /** Kinds of endings. */
  public enum Kind {
    /** This side closed it. */
    LOCAL,
    /** The remote closed it in order. */
    REMOTE,
    /** The socket or the encryption failed. */
    FAILED,
    /** The remote broke the multiplexer's protocol, or sent what does not decrypt. */
    VIOLATION,
    /** The remote took no bytes or sent none, not even to a ping, for too long. */
    UNRESPONSIVE,
  }

  /** Whether what the remote sent before is as good as ever, so that it can still be read. */
  boolean leavesBehind() {
    return kind == Kind.REMOTE || kind == Kind.FAILED;
  }
}
