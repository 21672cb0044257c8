package io.grapevine.libp2p.host;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A peer could not be reached, or a stream to it could not be opened; {@link #reason} says why. */
public final class DialException extends IOException {
  /** What was in the way. */
  public enum Reason {
    /** No address of the peer is known, or none that this host can dial. */
    NO_ADDRESS,
    /** Time ran out. */
    TIMEOUT,
    /** Nobody listens there, or the network refused. */
    REFUSED,
    /** Somebody else than the dialled peer answered. */
    IDENTITY_MISMATCH,
    /** The peer is reached but does not speak any of the protocols. */
    PROTOCOL_UNSUPPORTED,
    /** A limit of this host, or its gater, forbids it. */
    LIMIT,
    /** This host or the connection was closed meanwhile. */
    CLOSED,
    /** The peer answered but the handshake failed. */
    UPGRADE_FAILED,
  }

  private final Reason reason;

  public DialException(Reason reason, String message) {
    this(reason, message, null);
  }

  public DialException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
