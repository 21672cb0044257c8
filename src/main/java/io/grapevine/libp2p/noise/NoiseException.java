package io.grapevine.libp2p.noise;

import java.io.IOException;

/** The secure channel cannot be set up or has broken; the connection is of no more use. */
public final class NoiseException extends IOException {

  private final Reason reason;

  /** Kinds of failures. */
  public enum Reason {
    /** A message has a wrong length or form. */
    MALFORMED,
    /** A message was changed on the way, or its signature is wrong. */
    NOT_AUTHENTIC,
    /** The other side has proven to be another peer than the one expected. */
    IDENTITY_MISMATCH,
    /** Both sides named multiplexers, and none is on both lists. */
    NO_COMMON_MUXER,
    /** As many messages were sent as one key may encrypt. */
    NONCES_EXHAUSTED
  }

  NoiseException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  NoiseException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** The kind of failure. */
  public Reason reason() {
    return reason;
  }
}
